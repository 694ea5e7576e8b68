using Pipelines.Tokenizers;
using Pipelines.Verification;

namespace Pipelines.Training;

/// <summary>What a reward model says of the conversation that an answer ends.</summary>
/// <param name="judge">the reward model: a score for each conversation</param>
/// <param name="name">the stage that made it</param>
/// <param name="weight">of its score in the sum</param>
public sealed class ModelReward(
    Func<IReadOnlyList<IReadOnlyList<ChatMessage>>, IReadOnlyList<double>> judge, string name, double weight) : IReward
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } = [name];

    /// <inheritdoc/>
    public IReadOnlyList<Score> Score(IReadOnlyList<SampledAnswer> answers, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var scores = judge([.. answers.Select(Conversation)]);
        return [.. scores.Select(score => new Score(weight * score, [new Verdict(score)]))];
    }

    private static IReadOnlyList<ChatMessage> Conversation(SampledAnswer answer) =>
        [.. answer.Prompt.Example.Prompt, new ChatMessage("assistant", answer.Text)];
}
