using Pipelines.Tokenizers;
using Pipelines.Verification;

namespace Pipelines.Training;

/// <summary>What a reward model says of the conversation that an answer ends.</summary>
/// <param name="scorer">the reward model</param>
/// <param name="name">the stage that made it</param>
/// <param name="weight">of its score in the sum</param>
public sealed class ModelReward(RewardScorer scorer, string name, double weight) : IReward
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } = [name];

    /// <inheritdoc/>
    public IReadOnlyList<Score> Score(IReadOnlyList<SampledAnswer> answers, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var scores = scorer.Score([.. answers.Select(Conversation)]);
        return [.. scores.Select(score => new Score(weight * score, [new Verdict(score)]))];
    }

    private static IReadOnlyList<ChatMessage> Conversation(SampledAnswer answer) =>
        [.. answer.Prompt.Example.Prompt, new ChatMessage("assistant", answer.Text)];
}
