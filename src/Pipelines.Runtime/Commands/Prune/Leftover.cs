namespace Pipelines.Runtime.Commands;

/// <summary>Something in the workspace that no stage of the file makes any more.</summary>
/// <param name="What">what it is, in a word or two</param>
/// <param name="Stage">the stage that made it, as it was called then</param>
/// <param name="Folder">where it lies</param>
/// <param name="Remove">removes it; false where a process uses it</param>
internal sealed record Leftover(string What, string Stage, string Folder, Func<bool> Remove)
{
    /// <summary>Bytes of its files.</summary>
    public long Size { get; } = new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>When the last of it was written.</summary>
    public DateTime Written { get; } = Directory.GetLastWriteTimeUtc(Folder);
}
