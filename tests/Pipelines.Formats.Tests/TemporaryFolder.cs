namespace Pipelines.Formats.Tests;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("pipelines-formats-").FullName;

    public string this[string name] => Path.Combine(path, name);

    public IEnumerable<string> Files => Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file));

    public void Dispose() => Directory.Delete(path, recursive: true);
}
