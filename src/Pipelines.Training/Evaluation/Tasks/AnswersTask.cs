using Pipelines.Data;

namespace Pipelines.Training;

/// <summary><c>answers</c>: how well a checkpoint predicts the answers of conversations, behind their prompts.</summary>
/// <param name="examples">those with answers are asked</param>
public sealed class AnswersTask(IReadOnlyList<Example> examples) : IEvaluationTask
{
    private const int Batch = 16;

    /// <inheritdoc/>
    public TaskFindings Ask(Examinee examinee, CancellationToken cancellation)
    {
        ConversationExample[] answered = [.. examples.Select(example => example.ToConversation()).OfType<ConversationExample>()];
        var encoded = answered
            .Select(example => examinee.Encode(example.Place, [.. example.Messages.SkipLast(1)], example.Messages[^1]))
            .OfType<EncodedExample>().ToArray();
        if (encoded.Length == 0) throw new NothingToAskException("no conversation fits the model's context");
        var found = new Evaluator(examinee.Model).Evaluate(new HeldOutAnswers(encoded, Batch), cancellation: cancellation);
        return new TaskFindings(
        [
            new Measure("perplexity of answers", found.Perplexity, found.Tokens, HigherIsBetter: false),
            new Measure("loss of answers", found.Loss, found.Tokens, HigherIsBetter: false),
        ])
        {
            LeftOut = encoded.Length == answered.Length ? null : $"{answered.Length - encoded.Length:N0} longer than the model's context",
        };
    }
}
