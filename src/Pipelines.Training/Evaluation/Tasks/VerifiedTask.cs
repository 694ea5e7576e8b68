using Pipelines.Data;
using Pipelines.Spec;
using Pipelines.Verification;

namespace Pipelines.Training;

/// <summary><c>verified</c>: how often what a checkpoint writes passes verifiers.</summary>
/// <param name="examples">the prompts</param>
/// <param name="reward">judges answers</param>
/// <param name="verifiers">how many of its first parts are verifiers: an answer passes when all of them give it 1</param>
/// <param name="samples">answers to each prompt</param>
/// <param name="k">the k of pass@k, none above <paramref name="samples"/></param>
/// <param name="sampling">how tokens are chosen</param>
/// <param name="seed">of the draws, the same for every checkpoint</param>
public sealed class VerifiedTask(
    IReadOnlyList<Example> examples, IReward reward, int verifiers, int samples, IReadOnlyList<int> k, SamplingSpec sampling, long seed)
    : IEvaluationTask
{
    private const int AnswersAtOnce = 128;
    private const int Shown = 5;

    /// <inheritdoc/>
    public TaskFindings Ask(Examinee examinee, CancellationToken cancellation)
    {
        var (prompts, tooLong) = examinee.Prompts(examples, sampling.MaxTokens);
        if (prompts.Count == 0) throw new NothingToAskException($"no prompt leaves {sampling.MaxTokens:N0} tokens of the model's context");
        var sampler = new AnswerSampler(examinee.Generate, examinee.Decode, reward, sampling, seed);
        var answers = new List<(SampledAnswer Answer, Score Score)>();
        foreach (var part in prompts.Chunk(Math.Max(1, AnswersAtOnce / samples)))
        {
            cancellation.ThrowIfCancellationRequested();
            var rollout = sampler.Sample(part, samples, answers.Count, cancellation);
            answers.AddRange(rollout.Answers.Zip(rollout.Scores));
        }

        return new TaskFindings([.. Measures(answers)])
        {
            LeftOut = tooLong == 0 ? null : $"{tooLong:N0} too long to leave {sampling.MaxTokens:N0} tokens for an answer",
            Failures = FailureReasons.Count(answers.SelectMany(answer => answer.Score.Parts).Select(verdict => verdict.Reason)),
            Samples = [.. answers.Where((_, i) => i % samples == 0).Take(Shown).Select(Sample)],
        };
    }

    private IEnumerable<Measure> Measures(List<(SampledAnswer Answer, Score Score)> answers)
    {
        var groups = answers.Chunk(samples).ToArray();
        if (verifiers > 0)
        {
            int[] passed = [.. groups.Select(group => group.Count(answer => Passes(answer.Score)))];
            foreach (var each in k)
                yield return Measure.Rate($"pass@{each}", [.. passed.Select(count => PassAtK.Estimate(samples, count, each))]);
        }
        yield return new Measure("mean reward", answers.Average(answer => answer.Score.Reward), answers.Count, HigherIsBetter: true);
        yield return Measure.Rate("answers that end", [.. answers.Select(answer => answer.Answer.Ended ? 1.0 : 0)]);
    }

    private bool Passes(Score score) => score.Parts.Take(verifiers).All(verdict => verdict.Reward >= 1);

    private static TaskSample Sample((SampledAnswer Answer, Score Score) answer)
    {
        var reasons = answer.Score.Parts.Select(verdict => verdict.Reason).OfType<string>();
        return new TaskSample(
            answer.Answer.Prompt.Example.Prompt[^1].Content, answer.Answer.Text,
            string.Join("; ", reasons.Prepend(FormattableString.Invariant($"reward {answer.Score.Reward:0.###}"))));
    }
}
