using Pipelines.Data;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>The scores of conversations that end in an answer, higher where it is better.</summary>
public delegate IReadOnlyList<double> ConversationScores(IReadOnlyList<IReadOnlyList<ChatMessage>> conversations);

/// <summary>
/// <c>win_rate</c>: how often a reward model prefers what a checkpoint writes to another answer; of equal scores each wins half.
/// </summary>
/// <param name="examples">the prompts</param>
/// <param name="score">the reward model</param>
/// <param name="others">the answers to beat, by the places of the examples; those without one are not asked</param>
/// <param name="sampling">how tokens are chosen</param>
/// <param name="seed">of the draws, the same for every checkpoint</param>
public sealed class WinRateTask(
    IReadOnlyList<Example> examples, ConversationScores score, IReadOnlyDictionary<string, string> others, SamplingSpec sampling, long seed)
    : IEvaluationTask
{
    private const int AnswersAtOnce = 128;
    private const int Shown = 5;

    /// <summary>What a checkpoint writes, by the places of the examples.</summary>
    public static IReadOnlyDictionary<string, string> AnswersOf(
        Examinee examinee, IReadOnlyList<Example> examples, SamplingSpec sampling, long seed, CancellationToken cancellation) =>
        Written(examinee, examples, sampling, seed, cancellation)
            .ToDictionary(answer => answer.Prompt.Example.Place, answer => answer.Text);

    /// <summary>The answers that examples bring with them, by their places.</summary>
    public static IReadOnlyDictionary<string, string> AnswersOf(IReadOnlyList<Example> examples) => examples
        .Select(example => example.ToPrompt()).OfType<PromptExample>()
        .Where(example => example.Fields.ContainsKey(PromptExample.Answer))
        .ToDictionary(example => example.Place, example => example.Fields[PromptExample.Answer]);

    /// <inheritdoc/>
    public TaskFindings Ask(Examinee examinee, CancellationToken cancellation)
    {
        var answers = Written(examinee, [.. examples.Where(example => others.ContainsKey(example.Place))], sampling, seed, cancellation);
        if (answers.Count == 0) throw new NothingToAskException("no prompt has another answer and leaves room for one");
        var mine = score([.. answers.Select(answer => Ended(answer, answer.Text))]);
        var theirs = score([.. answers.Select(answer => Ended(answer, others[answer.Prompt.Example.Place]))]);
        double[] wins = [.. mine.Zip(theirs, (a, b) => a > b ? 1 : a == b ? 0.5 : 0)];
        return new TaskFindings(
        [
            Measure.Rate("win rate", wins), new Measure("mean score", mine.Average(), mine.Count, HigherIsBetter: true),
        ])
        {
            Samples =
            [
                .. answers.Take(Shown).Select((answer, i) => new TaskSample(
                    answer.Prompt.Example.Prompt[^1].Content, answer.Text,
                    FormattableString.Invariant($"score {mine[i]:0.00}, the other {theirs[i]:0.00}"))),
            ],
        };
    }

    private static IReadOnlyList<ChatMessage> Ended(SampledAnswer answer, string text) =>
        [.. answer.Prompt.Example.Prompt, new ChatMessage("assistant", text)];

    private static List<SampledAnswer> Written(
        Examinee examinee, IReadOnlyList<Example> examples, SamplingSpec sampling, long seed, CancellationToken cancellation)
    {
        var (prompts, _) = examinee.Prompts(examples, sampling.MaxTokens);
        var sampler = new AnswerSampler(examinee.Generate, examinee.Decode, new RewardSum([]), sampling, seed);
        var answers = new List<SampledAnswer>();
        foreach (var part in prompts.Chunk(AnswersAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            answers.AddRange(sampler.Sample(part, group: 1, answers.Count, cancellation).Answers);
        }
        return answers;
    }
}
