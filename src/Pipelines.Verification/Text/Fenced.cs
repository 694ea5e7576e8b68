namespace Pipelines.Verification;

/// <summary>What an answer that wraps its code in a Markdown fence means.</summary>
internal static class Fenced
{
    private const string Fence = "```";

    /// <summary>The content of the answer's only fenced block; the whole answer where it has none, or several.</summary>
    public static string Content(string answer)
    {
        var opening = answer.IndexOf(Fence, StringComparison.Ordinal);
        if (opening < 0) return answer;
        var start = answer.IndexOf('\n', opening);
        if (start < 0) return answer;
        var end = answer.IndexOf("\n" + Fence, start, StringComparison.Ordinal);
        if (end < 0 || answer.IndexOf(Fence, end + 1 + Fence.Length, StringComparison.Ordinal) >= 0) return answer;
        return answer[(start + 1)..Math.Max(start + 1, end)];
    }
}
