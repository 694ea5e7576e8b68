namespace Pipelines.Models;

/// <summary>A file of a Hugging Face folder that cannot be read, or says something that no model here is.</summary>
/// <param name="file">the file</param>
/// <param name="field">what in it is wrong: a key such as <c>rope_scaling.rope_type</c>; empty for the file as a whole</param>
/// <param name="problem">what was found and what was expected</param>
public sealed class HuggingFaceException(string file, string field, string problem)
    : Exception(field.Length == 0 ? $"{file}: {problem}" : $"{file}: {Shown(field)}: {problem}")
{
    private const int Longest = 120;

    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>What in the file is wrong.</summary>
    public string Field { get; } = field;

    /// <summary>A text out of an untrusted file, fit for a terminal: short and without control characters.</summary>
    internal static string Shown(string text)
    {
        var shown = text.Length <= Longest ? text : $"{text[..Longest]}…";
        return string.Concat(shown.Select(character => char.IsControl(character) ? '\uFFFD' : character));
    }
}
