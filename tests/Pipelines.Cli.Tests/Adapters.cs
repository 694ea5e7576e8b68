using Pipelines.Formats.Safetensors;
using Pipelines.Models;
using Pipelines.Modules;
using TorchSharp;

namespace Pipelines.Cli.Tests;

/// <summary>Models with adapters beside them, against the same sums by hand.</summary>
public sealed class Adapters : IDisposable
{
    private const string Small = "{ family: llama, vocab: 300, dim: 32, layers: 2, heads: 4, kv_heads: 2, context: 64 }";
    private const string Weight = "model.layers.0.self_attn.q_proj.weight";

    private readonly ToolRun tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task Adapters_add_up_and_an_export_has_them_in_its_weights()
    {
        var folder = tool.WriteFolder("base", Small);
        var (first, second) = (Adapter(folder, "first", "q_proj", seed: 1), Adapter(folder, "second", "q_proj", seed: 2));

        var alone = await Logits(folder, "--adapter", first);
        var both = await Logits(folder, "--adapter", first, "--adapter", second);
        Distance(alone, await Logits(folder)).ShouldBeGreaterThan(1e-3f);
        Distance(both, alone).ShouldBeGreaterThan(1e-3f);

        var outcome = await ToolRun.RunAsync("export", folder, "--adapter", first, "--adapter", second, "--out", tool["merged"]);
        outcome.Code.ShouldBe(0, outcome.Error);
        Distance(await Logits(tool["merged"]), both).ShouldBeLessThan(1e-5f);
        Numbers(Path.Combine(tool["merged"], "model.safetensors"), Weight).ShouldBe(
            [.. Numbers(Path.Combine(folder, "model.safetensors"), Weight)
                .Zip(Delta(first), (a, b) => a + b).Zip(Delta(second), (a, b) => a + b)], 1e-6);
    }

    [Fact]
    public async Task Generate_writes_what_the_model_with_the_adapter_in_its_weights_does()
    {
        var folder = tool.WriteFolder("base", Small);
        var adapter = Adapter(folder, "adapter", "down_proj", seed: 1);
        (await ToolRun.RunAsync("export", folder, "--adapter", adapter, "--out", tool["merged"])).Code.ShouldBe(0);

        var beside = await Generate(folder, "--adapter", adapter);
        beside.ShouldBe(await Generate(tool["merged"]));
        beside.ShouldNotBe(await Generate(folder));

        async Task<string> Generate(params string[] args)
        {
            var outcome = await ToolRun.RunAsync(["generate", .. args, "--prompt", "Gets or", "--temperature", "2", "--seed", "4", "--max-tokens", "12"]);
            outcome.Code.ShouldBe(0, outcome.Error);
            return outcome.Out;
        }
    }

    [Fact]
    public async Task A_folder_without_an_adapter_or_with_that_of_another_model_is_one_message()
    {
        var folder = tool.WriteFolder("base", Small);
        var none = await ToolRun.RunAsync("generate", folder, "--adapter", folder, "--prompt", "a");
        (none.Code, none.Error).ShouldBe((2, $"error: --adapter: {folder} holds no adapter_config.json, as PEFT writes it\n"));

        var other = Adapter(tool.WriteFolder("other", Small.Replace("layers: 2", "layers: 3")), "adapter", "q_proj", seed: 1);
        var outcome = await ToolRun.RunAsync("generate", folder, "--adapter", other, "--prompt", "a");
        outcome.Code.ShouldBe(2);
        outcome.Error.ShouldStartWith($"error: --adapter: {other} is not of this model: ");
        outcome.Error.ShouldContain("model.layers.2.self_attn.q_proj");
        outcome.Error.ShouldNotContain("   at ");
    }

    /// <summary>A folder with an adapter whose numbers are all drawn.</summary>
    private string Adapter(string folder, string name, string target, long seed)
    {
        using var opened = ModelFolder.Open(folder);
        using var model = opened.LoadModel();
        torch.random.manual_seed(seed);
        using var set = AdapterSet.Attach(model, new AdapterOptions(4, 8, 0, [target], false, false, false, false));
        using (torch.no_grad())
            foreach (var parameter in set.parameters()) torch.nn.init.normal_(parameter, 0, 0.2);
        var written = Directory.CreateDirectory(tool[name]).FullName;
        PeftFolder.Write(written, set);
        return written;
    }

    private async Task<float[]> Logits(string folder, params string[] args)
    {
        var outcome = await ToolRun.RunAsync(["logits", folder, "--ids", "1,2,3,4", "--out", tool["logits.safetensors"], .. args]);
        outcome.Code.ShouldBe(0, outcome.Error);
        return Numbers(tool["logits.safetensors"], "logits");
    }

    /// <summary>2·B·A of the weight, [out · in], by plain sums.</summary>
    private static float[] Delta(string folder)
    {
        const int Dim = 32, Rank = 4;
        var file = Path.Combine(folder, PeftFolder.WeightsFile);
        var prefix = $"base_model.model.{Weight[..^".weight".Length]}.";
        var (a, b) = (Numbers(file, prefix + "lora_A.weight"), Numbers(file, prefix + "lora_B.weight"));
        return [.. Enumerable.Range(0, b.Length / Rank * Dim).Select(place =>
            2 * Enumerable.Range(0, Rank).Sum(r => b[place / Dim * Rank + r] * a[r * Dim + place % Dim]))];
    }

    private static float[] Numbers(string path, string name)
    {
        using var file = SafetensorsFile.Open(path);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(file.Bytes(file.Tensors.Single(tensor => tensor.Name == name))).ToArray();
    }

    private static float Distance(float[] one, float[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Max();
}
