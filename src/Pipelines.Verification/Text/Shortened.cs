namespace Pipelines.Verification;

/// <summary>Texts as reasons quote them.</summary>
internal static class Shortened
{
    private const int Most = 80;

    /// <summary>The text in a line of at most 80 characters.</summary>
    public static string To(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= Most ? line : line[..(Most - 1)] + "…";
    }
}
