namespace Pipelines.Models.Tests.HuggingFace;

/// <summary>Configurations in a folder that is gone after the test.</summary>
internal sealed class ConfigFiles : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pipelines-models-").FullName;

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
