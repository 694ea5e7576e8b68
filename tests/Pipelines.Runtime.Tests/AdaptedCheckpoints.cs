using System.Text.Json;
using Pipelines.Formats.Safetensors;

namespace Pipelines.Runtime.Tests;

/// <summary>Stages that train an adapter, and those that take it up.</summary>
[Collection(nameof(Tensors))]
public sealed class AdaptedCheckpoints : IDisposable
{
    private readonly Project project = new();

    public AdaptedCheckpoints() => project.WriteChats();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task An_adapter_is_all_that_its_stage_writes_and_merging_changes_its_targets_alone()
    {
        var outcome = await project.RunAsync(new ChatsPipeline(), "merged");
        outcome.Code.ShouldBe(0, outcome.Error);

        var adapter = Artifact("lora");
        File.Exists(Path.Combine(adapter, "model.safetensors")).ShouldBeFalse();
        Tensors(Path.Combine(adapter, "adapter_model.safetensors")).Keys.ShouldAllBe(name =>
            name.StartsWith("base_model.model.model.layers.") && (name.Contains("q_proj.lora_") || name.Contains("down_proj.lora_")));

        var (before, after) = (Tensors(Weights("sft")), Tensors(Weights("merged")));
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        foreach (var (name, bytes) in after)
            bytes.SequenceEqual(before[name]).ShouldBe(!name.Contains("q_proj") && !name.Contains("down_proj"), name);
    }

    [Fact]
    public async Task A_stage_goes_on_from_an_adapter_as_from_a_whole_checkpoint()
    {
        var outcome = await project.RunAsync(new ChatsPipeline(), "further");
        outcome.Code.ShouldBe(0, outcome.Error);
        Tensors(Weights("further")).Count.ShouldBe(Tensors(Weights("sft")).Count);
    }

    private string Weights(string stage) => Path.Combine(Artifact(stage), "model.safetensors");

    private string Artifact(string stage) => Directory.GetDirectories(project.Workspace.Artifacts).Single(folder =>
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "artifact.json")));
        return manifest.RootElement.GetProperty("stage").GetString() == stage;
    });

    private static Dictionary<string, byte[]> Tensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Tensors.ToDictionary(entry => entry.Name, entry => file.Bytes(entry).ToArray());
    }
}
