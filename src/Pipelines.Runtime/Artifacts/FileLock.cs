namespace Pipelines.Runtime.Artifacts;

/// <summary>
/// Keeps processes apart by an empty file that one of them holds open. The lock goes when its process does, however it ends;
/// the file stays, since a lock on a deleted file keeps nobody out.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    /// <summary>Takes a lock.</summary>
    /// <returns>null when another process holds it</returns>
    public static FileLock? Try(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Takes a lock as soon as nobody else holds it.</summary>
    public static FileLock Wait(string path)
    {
        while (true)
        {
            if (Try(path) is { } taken) return taken;
            Thread.Sleep(Interval);
        }
    }

    public void Dispose() => file.Dispose();
}
