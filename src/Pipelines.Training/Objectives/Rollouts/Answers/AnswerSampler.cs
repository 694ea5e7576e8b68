using Pipelines.Data;
using Pipelines.Decoding;
using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>Continues prompts, all at once.</summary>
/// <param name="prompts">their tokens</param>
/// <param name="sampling">how tokens are chosen</param>
/// <param name="seedOfRow">the seed of each prompt's draws</param>
/// <param name="cancellation">ends it early</param>
/// <returns>the continuations, in the order of the prompts</returns>
public delegate IReadOnlyList<Continuation> AnswerGenerator(
    IReadOnlyList<int[]> prompts, SamplingSpec sampling, Func<int, long> seedOfRow, CancellationToken cancellation);

/// <summary>
/// Lets a model answer prompts and has the answers judged. Every draw is a function of the seed and of how many answers came before, so
/// that equal weights give equal answers.
/// </summary>
/// <param name="generate">the model's answers</param>
/// <param name="decode">the text of an answer's tokens, without end tokens</param>
/// <param name="reward">judges them</param>
/// <param name="sampling">how tokens are chosen; its seed, where it has one, goes before <paramref name="seed"/></param>
/// <param name="seed">of the draws</param>
public sealed class AnswerSampler(
    AnswerGenerator generate, Func<int[], string> decode, IReward reward, SamplingSpec sampling, long seed)
{
    private const long Salt = 0x616E73776572; // apart from what else is drawn from the same seed

    private readonly long key = (sampling.Seed ?? seed) ^ Salt;

    /// <summary>How tokens are chosen.</summary>
    public SamplingSpec Sampling => sampling;

    /// <summary>Answers to prompts, judged.</summary>
    /// <param name="prompts">what to answer</param>
    /// <param name="group">answers to each</param>
    /// <param name="before">how many answers were made before</param>
    /// <param name="cancellation">ends it early</param>
    /// <returns>the answers to the first prompt, then those to the second, …: [prompts · group]</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public Rollout Sample(
        IReadOnlyList<Prompt> prompts, int group, long before, CancellationToken cancellation = default)
    {
        Prompt[] asked = [.. prompts.SelectMany(prompt => Enumerable.Repeat(prompt, group))];
        var continuations = generate([.. asked.Select(prompt => prompt.Tokens)], sampling, Seed, cancellation);
        cancellation.ThrowIfCancellationRequested(); // answers that were ended early are none
        SampledAnswer[] answers =
        [
            .. asked.Zip(continuations, (prompt, given) => new SampledAnswer(prompt, given.Tokens, given.Ended, decode(given.Tokens))),
        ];
        return new Rollout(answers, reward.Score(answers, cancellation), reward.Names);

        long Seed(int row) => (long)CounterRandom.Bits(key, before + row);
    }
}
