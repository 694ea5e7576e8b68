using Pipelines.Verification;

namespace Pipelines.Training;

/// <summary>What verifiers say of an answer's text.</summary>
/// <param name="scoring">the verifiers and their weights; stays the caller's</param>
public sealed class VerifiedReward(Scoring scoring) : IReward
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names => scoring.Names;

    /// <inheritdoc/>
    public IReadOnlyList<Score> Score(IReadOnlyList<SampledAnswer> answers, CancellationToken cancellation) =>
        scoring.Score([.. answers.Select(ForVerifiers)], cancellation);

    private static Answer ForVerifiers(SampledAnswer answer)
    {
        var example = answer.Prompt.Example;
        return new Answer(example.Prompt.Count == 0 ? "" : example.Prompt[^1].Content, answer.Text, example.Fields, answer.Ended);
    }
}
