namespace Pipelines.Spec;

/// <summary>
/// How tokens are proposed that the model then reads together; what is written has the model's own distribution all the same.
/// </summary>
/// <param name="Tokens">most tokens that are proposed at once</param>
public abstract record SpeculationSpec(int Tokens);

/// <summary><c>ngram</c>: what followed the last tokens where they stood before.</summary>
/// <param name="Tokens">most tokens that are proposed at once</param>
/// <param name="Match">most tokens that are looked for</param>
public sealed record NgramSpeculationSpec(int Tokens, int Match) : SpeculationSpec(Tokens);

/// <summary><c>draft</c>: what a smaller model writes (Leviathan et al., arXiv:2211.17192).</summary>
/// <param name="Tokens">most tokens that are proposed at once</param>
/// <param name="Stage">the stage that makes the smaller model</param>
public sealed record DraftSpeculationSpec(int Tokens, string Stage) : SpeculationSpec(Tokens);
