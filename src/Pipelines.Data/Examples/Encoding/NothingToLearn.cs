using System.Text;

namespace Pipelines.Data;

/// <summary>Says why nothing can be learned from any example, and shows one.</summary>
internal static class NothingToLearn
{
    private const int MostShown = 400;

    /// <param name="summary">what became of them all</param>
    /// <param name="first">the first example</param>
    /// <param name="truncated">whether it was cut</param>
    /// <param name="text">it as the model reads it, where it reads it</param>
    public static DataSourceException From(EncodingSummary summary, Example first, bool truncated, string? text)
    {
        var message = new StringBuilder($"nothing to learn: of {summary.Read:N0} examples none has a token that is learned");
        foreach (var (reason, count) in summary.Dropped) message.Append($"\n  {count:N0} × {reason}");
        if (text is not null) message.Append('\n').Append(Advice(truncated));
        message.Append("\nthe first is ").Append(first.Place);
        if (text is not null) message.Append(":\n").Append(text.Length > MostShown ? text[..MostShown] + "…" : text);
        return new DataSourceException(message.ToString());
    }

    private static string Advice(bool truncated) => truncated
        ? "the answers begin after the most tokens: a larger 'max_tokens', or a model with a larger context, reaches them"
        : "the template does not say what the assistant says: mark it with {% generation %} and {% endgeneration %}, or give 'mask: all'";
}
