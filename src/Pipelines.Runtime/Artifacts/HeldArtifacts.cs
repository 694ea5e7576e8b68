using Pipelines.Runtime.Fingerprints;

namespace Pipelines.Runtime.Artifacts;

/// <summary>
/// The artifacts that this process uses: no other one removes them meanwhile. Each is held by a shared lock on its <c>artifact.json</c>,
/// which goes with the process, however it ends.
/// </summary>
/// <param name="store">where they lie</param>
internal sealed class HeldArtifacts(ArtifactStore store) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<Fingerprint, FileStream> held = [];

    /// <summary>Holds an artifact where it is there; waits until one that is being removed is gone.</summary>
    public void Hold(Fingerprint fingerprint)
    {
        var path = Path.Combine(store.FolderOf(fingerprint), ArtifactManifest.FileName);
        while (File.Exists(path))
        {
            if (Shared(path) is not { } file)
            {
                Thread.Sleep(Interval);
                continue;
            }
            // Between its opening and its lock it may have been removed: a lock on what has no name holds nothing.
            if (!File.Exists(path))
            {
                file.Dispose();
                return;
            }
            if (held.Remove(fingerprint, out var before)) before.Dispose();
            held[fingerprint] = file;
            return;
        }
    }

    /// <summary>Takes an artifact's description for this process alone, so that it can be removed.</summary>
    /// <param name="path">its <c>artifact.json</c>, which is there</param>
    /// <returns>null when another process holds it</returns>
    public static FileStream? Exclusive(string path) => Open(path, FileShare.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in held.Values) file.Dispose();
        held.Clear();
    }

    private static FileStream? Shared(string path) => Open(path, FileShare.Read);

    private static FileStream? Open(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, share, bufferSize: 1);
        }
        catch (IOException)
        {
            return null;    // locked, or gone
        }
    }
}
