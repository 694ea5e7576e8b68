namespace Pipelines.Formats;

/// <summary>Files that are there whole or not at all: written beside the target, synced to the disk, then renamed over it.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Calls <paramref name="write"/> on a new file beside <paramref name="path"/> and renames it over <paramref name="path"/>.
    /// When it throws, what was at <paramref name="path"/> before is still there and nothing else is left.
    /// </summary>
    /// <exception cref="IOException">the disk is full or cannot be written</exception>
    /// <exception cref="UnauthorizedAccessException">the folder is read-only</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
