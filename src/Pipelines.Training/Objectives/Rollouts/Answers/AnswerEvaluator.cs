using Pipelines.Decoding;
using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>Measures what a model's answers to held-out prompts are worth: chosen as in training, by the same draws each time.</summary>
/// <param name="generate">the model's answers</param>
/// <param name="decode">the text of an answer's tokens, without end tokens</param>
/// <param name="reward">judges them</param>
/// <param name="sampling">how tokens are chosen; its seed is not used</param>
/// <param name="prompts">at least one</param>
public sealed class AnswerEvaluator(
    AnswerGenerator generate, Func<int[], string> decode, IReward reward, SamplingSpec sampling, IReadOnlyList<Prompt> prompts)
{
    private const int AtOnce = 128;

    private readonly AnswerSampler sampler = new(generate, decode, reward, sampling with { Seed = null }, seed: 0);

    /// <summary>At most <paramref name="most"/> of <paramref name="prompts"/>, spread evenly over them; 0 takes all.</summary>
    public static IReadOnlyList<Prompt> Some(IReadOnlyList<Prompt> prompts, int most) => most == 0 || most >= prompts.Count
        ? prompts
        : [.. Enumerable.Range(0, most).Select(i => prompts[(int)((long)i * prompts.Count / most)])];

    /// <summary>
    /// The loss is the mean reward, negated. Measures: <c>reward</c>, and what <see cref="Rollout.Measures"/> tells.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public Evaluation Evaluate(CancellationToken cancellation)
    {
        Rollout[] parts = [.. prompts.Chunk(AtOnce).Select(part =>
        {
            cancellation.ThrowIfCancellationRequested();
            return sampler.Sample(part, group: 1, before: 0, cancellation);
        })];
        var whole = Rollout.Of(parts);
        var sum = whole.Scores.Sum(score => score.Reward);
        return new Evaluation(-sum, prompts.Count, Bytes: 0)
        {
            Measures = new Dictionary<string, double>(whole.Measures()) { ["reward"] = sum / prompts.Count },
        };
    }
}
