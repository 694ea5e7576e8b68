namespace Pipelines.Training;

/// <summary>A checkpoint that cannot be trusted: a file of it is missing or has changed since it was written.</summary>
/// <param name="folder">the checkpoint</param>
/// <param name="found">what is wrong with it</param>
public sealed class CorruptCheckpointException(string folder, string found) : IOException($"checkpoint {folder} is corrupt: {found}")
{
    /// <summary>The checkpoint.</summary>
    public string Folder { get; } = folder;
}
