using System.Text;
using Pipelines.Data;

namespace Pipelines.Training;

/// <summary>
/// <c>choice</c>: how often the right one of several answers is the one that a checkpoint finds likeliest; of a pair the chosen one. By
/// log-likelihoods as they are, and divided by the answers' bytes of UTF-8, so that long answers are not at a loss. Where several are
/// equally likely, the right one counts as much as a draw among them.
/// </summary>
/// <param name="examples">those with answers to choose between are asked</param>
/// <param name="normalized">whether the accuracy of log-likelihoods a byte is told first</param>
public sealed class ChoiceTask(IReadOnlyList<Example> examples, bool normalized) : IEvaluationTask
{
    /// <inheritdoc/>
    public TaskFindings Ask(Examinee examinee, CancellationToken cancellation)
    {
        ChoiceExample[] questions = [.. examples.Select(example => example.ToChoice()).OfType<ChoiceExample>()];
        var (asked, answers) = (new List<ChoiceExample>(), new List<EncodedExample>());
        foreach (var question in questions)
        {
            EncodedExample[] encoded =
                [.. question.Choices.Select(choice => examinee.Encode(question.Place, question.Prompt, choice)).OfType<EncodedExample>()];
            if (encoded.Length < question.Choices.Count) continue;
            asked.Add(question);
            answers.AddRange(encoded);
        }

        if (asked.Count == 0) throw new NothingToAskException("no choice between answers fits the model's context");
        double[] likelihoods = [.. examinee.LogLikelihoods(answers, cancellation)];
        var (whole, aByte) = (new List<double>(), new List<double>());
        var at = 0;
        foreach (var question in asked)
        {
            var found = likelihoods[at..(at += question.Choices.Count)];
            whole.Add(Share(found, question.Right));
            aByte.Add(Share([.. found.Select((nats, i) => nats / Bytes(question.Choices[i].Content))], question.Right));
        }

        Measure[] measures = [Measure.Rate("accuracy", whole), Measure.Rate("normalized accuracy", aByte)];
        return new TaskFindings(normalized ? [measures[1], measures[0]] : measures)
        {
            LeftOut = asked.Count == questions.Length ? null : $"{questions.Length - asked.Count:N0} longer than the model's context",
        };
    }

    private static int Bytes(string answer) => Math.Max(1, Encoding.UTF8.GetByteCount(answer));

    /// <summary>1 where the right one is alone at the top, 0 where another is above it, between them of several at the top.</summary>
    private static double Share(double[] likelihoods, int right)
    {
        var top = likelihoods.Max();
        return likelihoods[right] < top ? 0 : 1.0 / likelihoods.Count(likelihood => likelihood == top);
    }
}
