namespace Pipelines.Data;

/// <summary>A file that a source is read from.</summary>
/// <param name="Id">what names it on every machine: its path from the base folder, with forward slashes</param>
/// <param name="Path">where it is on this machine</param>
internal sealed record SourceFile(string Id, string Path)
{
    /// <summary>Opens it to be read from its beginning to its end.</summary>
    /// <param name="data">the source's name, for messages</param>
    /// <exception cref="DataSourceException">it cannot be read</exception>
    public FileStream Open(string data)
    {
        try
        {
            return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataSourceException($"data '{data}': cannot read {Path}: {failure.Message}", failure);
        }
    }
}
