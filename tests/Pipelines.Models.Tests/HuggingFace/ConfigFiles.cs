namespace Pipelines.Models.Tests.HuggingFace;

/// <summary>Configurations in a folder that is gone after the test.</summary>
internal sealed class ConfigFiles : IDisposable
{
    // In memory where there is such a place: all that is written is synced to the disk.
    private readonly string folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/pipelines-models-{Guid.NewGuid():N}").FullName
        : Directory.CreateTempSubdirectory("pipelines-models-").FullName;

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(folder, name);

    /// <summary>Reads a configuration out of a text.</summary>
    public HuggingFaceConfig Read(string text)
    {
        File.WriteAllText(this["config.json"], text);
        return HuggingFaceConfig.Read(this["config.json"]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
