using System.Text;
using Pipelines.Data;

namespace Pipelines.Training;

/// <summary><c>choice</c>: how often a checkpoint finds the chosen answer of a pair likelier than the rejected one.</summary>
/// <param name="examples">those with pairs are asked</param>
/// <param name="normalized">
/// whether log-likelihoods are divided by the answers' bytes of UTF-8, so that long answers are not at a loss
/// </param>
public sealed class ChoiceTask(IReadOnlyList<Example> examples, bool normalized) : IEvaluationTask
{
    /// <inheritdoc/>
    public TaskFindings Ask(Examinee examinee, CancellationToken cancellation)
    {
        var pairs = examples.OfType<PreferenceExample>().ToArray();
        var (asked, answers) = (new List<PreferenceExample>(), new List<EncodedExample>());
        foreach (var pair in pairs)
        {
            if (examinee.Encode(pair.Place, pair.Prompt, pair.Chosen) is not { } chosen
                || examinee.Encode(pair.Place, pair.Prompt, pair.Rejected) is not { } rejected) continue;
            asked.Add(pair);
            answers.AddRange([chosen, rejected]);
        }

        if (asked.Count == 0) throw new NothingToAskException("no pair fits the model's context");
        var likelihoods = examinee.LogLikelihoods(answers, cancellation);
        double[] right = [.. asked.Select((pair, i) => Share(
            Scaled(likelihoods[2 * i], pair.Chosen.Content), Scaled(likelihoods[2 * i + 1], pair.Rejected.Content)))];
        return new TaskFindings([Measure.Rate("accuracy", right)])
        {
            LeftOut = asked.Count == pairs.Length ? null : $"{pairs.Length - asked.Count:N0} longer than the model's context",
        };
    }

    private double Scaled(double likelihood, string answer) =>
        normalized ? likelihood / Math.Max(1, Encoding.UTF8.GetByteCount(answer)) : likelihood;

    private static double Share(double chosen, double rejected) => chosen > rejected ? 1 : chosen == rejected ? 0.5 : 0;
}
