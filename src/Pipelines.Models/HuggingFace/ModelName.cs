namespace Pipelines.Models;

/// <summary>A name for a model out of the name of the folder that it comes from.</summary>
internal static class ModelName
{
    private const int Longest = 64;

    /// <summary>Small letters, digits and dashes, beginning with a letter: <c>Qwen3-0.6B/config.json</c> gives <c>qwen3-0-6b</c>.</summary>
    /// <param name="file">a file in the folder</param>
    public static string Of(string file) => From(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) ?? "");

    /// <summary>The same out of a file's own name: <c>Qwen3-0.6B.gguf</c> gives <c>qwen3-0-6b</c>.</summary>
    public static string OfFile(string file) => From(Path.GetFileNameWithoutExtension(file));

    /// <summary>The same out of any text.</summary>
    public static string From(string text)
    {
        var letters = text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-').ToArray();
        var name = string.Join('-', new string(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        if (name.Length > Longest) name = name[..Longest].TrimEnd('-');
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : name.Length > 0 ? $"model-{name}" : "model";
    }
}
