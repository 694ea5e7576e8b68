using Pipelines.Runtime.Registry;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

/// <summary>Which file or folder a registered model means.</summary>
public sealed class RegisteredFolders : IDisposable
{
    private static readonly string Artifact = new('a', 64);

    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("", "model.yaml", "model.safetensors")]
    [InlineData("", "config.json", "model.safetensors")]
    [InlineData("q8_0.gguf", "q8_0.gguf", "tokenizer.json")]
    [InlineData("int8", "int8/config.json", "report.md")]
    public void Is_the_artifact_or_the_one_model_in_it(string expected, params string[] files)
    {
        Register(files);
        RegisteredFolder.Find(project.Folder, "models:/assistant/latest")
            .ShouldBe(Path.Combine(project.Workspace.Artifacts, Artifact, expected).TrimEnd('/'));
    }

    [Theory]
    [InlineData("is of several types (int8, q8_0.gguf)", "q8_0.gguf", "int8/config.json")]
    [InlineData("is an adapter beside the weights of another model", "adapter_config.json", "model.yaml")]
    [InlineData("holds no model", "report.md")]
    public void Is_said_not_to_be_one(string message, params string[] files)
    {
        Register(files);
        Should.Throw<PipelineException>(() => RegisteredFolder.Find(project.Folder, "models:/assistant/1")).Message.ShouldContain(message);
    }

    [Fact]
    public void Is_said_to_be_gone()
    {
        string Problem() => Should.Throw<PipelineException>(() => RegisteredFolder.Find(project.Folder, "models:/assistant/1")).Message;
        Problem().ShouldContain("is this a project's folder?");
        Register();
        Problem().ShouldContain("any more");
        Should.Throw<TrackingException>(() => RegisteredFolder.Find(project.Folder, "models:/assistant@best"));
    }

    private void Register(params string[] files)
    {
        foreach (var file in files) project.Write($".pipelines/artifacts/{Artifact}/{file}", "");
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        store.Registry.Add(new NewModelVersion("assistant", new string('b', 32), "first", Artifact, "", new Dictionary<string, string>()));
    }
}
