namespace Pipelines.Formats.Tests;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    // In memory where there is such a place: many small files are written, and some are synced to the disk.
    private readonly string path = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/pipelines-formats-{Guid.NewGuid():N}").FullName
        : Directory.CreateTempSubdirectory("pipelines-formats-").FullName;

    public string this[string name] => Path.Combine(path, name);

    public IEnumerable<string> Files => Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file));

    public void Dispose() => Directory.Delete(path, recursive: true);
}
