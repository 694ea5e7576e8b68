namespace Pipelines.Spec.Schema;

/// <summary>The anchor that Markdown gives a heading.</summary>
internal static class Anchor
{
    /// <summary><c>a-llama-model</c> for <c>a llama model</c>.</summary>
    public static string Of(string heading) =>
        new(heading.ToLowerInvariant().Replace(' ', '-').Where(c => char.IsLetterOrDigit(c) || c is '-' or '_').ToArray());
}
