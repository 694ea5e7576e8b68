using System.Globalization;
using Pipelines.Data;
using Pipelines.Decoding;
using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>
/// A run's data, of which a share of the micro-batches is made by the student itself: prompts with the answers that it gives now, which
/// are what it will be asked to continue when it is used (Agarwal et al. 2024, arXiv:2306.13649). Which micro-batches, prompts and draws is
/// a function of the seed and the step; the answers are one of those and of the weights, which a checkpoint keeps.
/// </summary>
public sealed class OnPolicyAnswers : IBatchSource<TokenBatch>
{
    private const long ShareSalt = 0x73686172, PromptSalt = 0x70726F6D, DrawSalt = 0x64726177;

    private readonly IBatchSource<TokenBatch> data;
    private readonly BatchGenerator student;
    private readonly IReadOnlyList<int[]> prompts;
    private readonly SamplingSpec sampling;
    private readonly int batch;
    private readonly double share;
    private readonly long seed;

    /// <param name="data">the other micro-batches</param>
    /// <param name="student">answers</param>
    /// <param name="prompts">in tokens, one at least, with the template's beginning of an answer</param>
    /// <param name="sampling">how the student chooses tokens</param>
    /// <param name="batch">prompts a micro-batch</param>
    /// <param name="share">of the micro-batches, in [0, 1]</param>
    /// <param name="seed">of all draws</param>
    public OnPolicyAnswers(
        IBatchSource<TokenBatch> data, BatchGenerator student, IReadOnlyList<int[]> prompts, SamplingSpec sampling, int batch, double share,
        long seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prompts.Count, nameof(prompts));
        (this.data, this.student, this.prompts, this.sampling, this.batch, this.share, this.seed) =
            (data, student, prompts, sampling, batch, share, seed);
        Settings = new Dictionary<string, string>(data.Settings)
        {
            ["on_policy"] = share.ToString(CultureInfo.InvariantCulture),
            ["sampling"] = sampling.ToString(),
            ["prompts"] = prompts.Count.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <inheritdoc/>
    public int MicroBatches => data.MicroBatches;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Whether the student answers in a micro-batch.</summary>
    public bool IsOnPolicy(long step, int micro) => CounterRandom.Uniform(seed ^ ShareSalt, step * MicroBatches + micro) < share;

    /// <inheritdoc/>
    public TokenBatch Get(long step, int micro, CancellationToken cancellation = default) => IsOnPolicy(step, micro)
        ? Answered(step * MicroBatches + micro, cancellation)
        : data.Get(step, micro, cancellation);

    private TokenBatch Answered(long number, CancellationToken cancellation)
    {
        int[][] asked = [.. Enumerable.Range(0, batch).Select(row => Prompt(number * batch + row))];
        var answers = student.Generate(
            asked, sampling, row => (long)CounterRandom.Bits(seed ^ DrawSalt, number * batch + row), cancellation);
        cancellation.ThrowIfCancellationRequested(); // answers that were ended early are not the student's
        return PaddedExamples.Pad([.. asked.Zip(answers, Row)]);
    }

    private int[] Prompt(long number)
    {
        var (epoch, position) = Math.DivRem(number, prompts.Count);
        return prompts[(int)new Permutation(prompts.Count, CounterRandom.Bits(seed ^ PromptSalt, epoch))[position]];
    }

    private static EncodedExample Row(int[] prompt, Continuation answer)
    {
        var answered = Enumerable.Repeat(false, prompt.Length).Concat(Enumerable.Repeat(true, answer.Tokens.Length));
        return new EncodedExample("the student", [.. prompt, .. answer.Tokens], [.. answered], answer.Tokens.Length, 0);
    }
}
