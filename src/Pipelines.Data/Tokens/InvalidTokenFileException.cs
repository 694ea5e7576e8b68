namespace Pipelines.Data;

/// <summary>
/// A token file that cannot be trusted: not one at all, cut short, of another version, or with bytes that changed since it was written.
/// </summary>
/// <param name="path">the file</param>
/// <param name="found">what is wrong with it, as the end of a sentence</param>
public sealed class InvalidTokenFileException(string path, string found)
    : IOException($"{path} {found}; delete it, and it will be made again from its documents")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
