using Pipelines.Spec.Diagnostics;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>A chat template as people name it: by a word, or by the path of a file.</summary>
public static class NamedTemplate
{
    /// <summary>Whether <paramref name="name"/> is the path of a file rather than a word.</summary>
    public static bool IsFile(string name) => name.EndsWith(".jinja", StringComparison.Ordinal);

    /// <summary>The template.</summary>
    /// <param name="name">a built-in template, or the path of a <c>.jinja</c> file</param>
    /// <param name="baseDirectory">what the path is relative to</param>
    /// <exception cref="ChatTemplateException">there is no such template or file, or it is not well-formed</exception>
    public static ChatTemplate Read(string name, string baseDirectory)
    {
        if (ChatTemplate.BuiltIns.Contains(name)) return ChatTemplate.BuiltIn(name);
        if (!IsFile(name))
        {
            var hint = Nearest.To(name, ChatTemplate.BuiltIns) is { } near ? $"did you mean '{near}'?" : $"there are {string.Join(", ", ChatTemplate.BuiltIns)}";
            throw new ChatTemplateException($"there is no chat template '{name}'; {hint} Or give the path of a .jinja file");
        }

        var path = Path.GetFullPath(name, baseDirectory);
        try
        {
            return ChatTemplate.Parse(File.ReadAllText(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ChatTemplateException($"the chat template {path} cannot be read: {failure.Message}", failure);
        }
    }
}
