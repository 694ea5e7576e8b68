using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pipelines.Formats.Safetensors;

namespace Pipelines.Cli.Tests;

/// <summary>Folders that a plain Python program writes, tensor by tensor, give the logits that it works out for them.</summary>
public sealed class LogitsOfOthers : IDisposable
{
    private const string Ids = "3,17,52,0,17,8,44,21,5,5,30";

    private readonly ToolRun tool = new();

    public void Dispose() => tool.Dispose();

    [Theory]
    [InlineData("llama")]
    [InlineData("gpt2")]
    [InlineData("mixtral")]
    [InlineData("mixtral_fused")]
    public async Task Are_ours(string family)
    {
        var expected = WriteFolder(family);
        var outcome = await ToolRun.RunAsync("logits", tool[family], "--ids", Ids, "--out", tool["logits.safetensors"]);
        outcome.Error.ShouldBeEmpty();
        outcome.Code.ShouldBe(0);

        using var file = SafetensorsFile.Open(tool["logits.safetensors"]);
        var tensor = file.Tensors.ShouldHaveSingleItem();
        (tensor.Name, tensor.Type).ShouldBe(("logits", SafetensorsType.F32));
        tensor.Shape.ShouldBe([1, 11, 53]);
        var actual = MemoryMarshal.Cast<byte, float>(file.Bytes(tensor)).ToArray();
        var greatest = expected.Max(Math.Abs);
        greatest.ShouldBeGreaterThan(0.5);
        for (var i = 0; i < actual.Length; i++) ((double)actual[i]).ShouldBe(expected[i], 2e-5 * greatest);
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("gpt2")]
    [InlineData("mixtral")]
    public async Task Stay_the_same_after_an_export(string family)
    {
        WriteFolder(family);
        (await ToolRun.RunAsync("export", tool[family], "--out", tool["out"], "--max-shard-size", "10KB")).Code.ShouldBe(0);
        await ToolRun.RunAsync("logits", tool[family], "--ids", Ids, "--out", tool["a"]);
        await ToolRun.RunAsync("logits", tool["out"], "--ids", Ids, "--out", tool["b"]);
        File.ReadAllBytes(tool["b"]).ShouldBe(File.ReadAllBytes(tool["a"]));
        Directory.GetFiles(tool["out"], "model-*.safetensors").Length.ShouldBeGreaterThan(1);
    }

    private double[] WriteFolder(string family)
    {
        Directory.CreateDirectory(tool[family]);
        var script = Path.Combine(AppContext.BaseDirectory, "Reference", "folders.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, family, tool[family], tool["expected.json"], Ids])
        {
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var problem = python.StandardError.ReadToEnd();
        python.WaitForExit();
        python.ExitCode.ShouldBe(0, problem);
        using var json = JsonDocument.Parse(File.ReadAllText(tool["expected.json"]));
        return [.. json.RootElement.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetDouble())];
    }
}
