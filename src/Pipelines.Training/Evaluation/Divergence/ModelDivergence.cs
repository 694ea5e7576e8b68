namespace Pipelines.Training;

/// <summary>How far the predictions of a changed model are from those of the model that it was.</summary>
/// <param name="Reference">what the model that it was makes of the text</param>
/// <param name="Changed">what the changed one makes of it</param>
/// <param name="MeanKl">KL(reference ‖ changed) of the distributions over the vocabulary, in nats, the mean over places</param>
/// <param name="P99Kl">the divergence that one place in a hundred exceeds, in nats</param>
/// <param name="TopAgreement">the share of places where both find the same token likeliest</param>
public sealed record ModelDivergence(Evaluation Reference, Evaluation Changed, double MeanKl, double P99Kl, double TopAgreement);
