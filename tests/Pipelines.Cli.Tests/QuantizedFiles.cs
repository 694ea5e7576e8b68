using Pipelines.Formats.Gguf;
using Pipelines.Models;
using Pipelines.Spec;

namespace Pipelines.Cli.Tests;

/// <summary><c>pipelines quantize</c>: a folder or a GGUF in, a file or folder of fewer bits out.</summary>
public sealed class QuantizedFiles : IDisposable
{
    private const string Small = "{ family: llama, vocab: 320, dim: 256, layers: 2, heads: 4, kv_heads: 2, hidden: 512, context: 64 }";

    private readonly ToolRun tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task A_folder_becomes_a_file_that_continues_a_prompt()
    {
        var folder = tool.WriteFolder("given", Small);
        var outcome = await ToolRun.RunAsync("quantize", folder, "--type", "q4_k_m", "--out", tool["small.gguf"]);
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldStartWith($"{tool["small.gguf"]}: given, q4_k_m, ");
        using (var file = GgufFile.Open(tool["small.gguf"]))
            file.Find("blk.1.ffn_gate.weight")!.Type.ShouldBe(GgufType.Q4_K);

        (await ToolRun.RunAsync("quantize", folder, "--type", "F32", "--out", tool["whole.gguf"])).Code.ShouldBe(0);
        string[] rest = ["--prompt", "Gets or", "--raw", "--greedy", "--max-tokens", "8"];
        var whole = await ToolRun.RunAsync(["generate", tool["whole.gguf"], .. rest]);
        whole.Code.ShouldBe(0, whole.Error);
        whole.Out.ShouldBe((await ToolRun.RunAsync(["generate", folder, .. rest])).Out);
        (await ToolRun.RunAsync(["generate", tool["small.gguf"], .. rest])).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_is_quantized_further_and_a_text_says_which_weights_matter()
    {
        var folder = tool.WriteFolder("given", Small);
        File.WriteAllText(tool["text.txt"], string.Concat(Enumerable.Range(0, 200).Select(i => $"Gets or sets the number {i}.\n")));
        (await ToolRun.RunAsync("quantize", folder, "--type", "f32", "--out", tool["whole.gguf"])).Code.ShouldBe(0);
        var outcome = await ToolRun.RunAsync(
            "quantize", tool["whole.gguf"], "--type", "q2_k", "--out", tool["small.gguf"],
            "--calibration", tool["text.txt"], "--tokens", "2000");
        outcome.Code.ShouldBe(0, outcome.Error);

        (await ToolRun.RunAsync("quantize", folder, "--type", "q2_k", "--out", tool["blind.gguf"])).Code.ShouldBe(0);
        File.ReadAllBytes(tool["small.gguf"]).ShouldNotBe(File.ReadAllBytes(tool["blind.gguf"]), "what matters is rounded with more care");
        (await ToolRun.RunAsync("quantize", tool["whole.gguf"], "--type", "q2_k", "--out", tool["again.gguf"])).Code.ShouldBe(0);
        Blocks(tool["again.gguf"]).ShouldBe(Blocks(tool["blind.gguf"]), "the file has the same weights as the folder");
    }

    [Theory]
    [InlineData("int8")]
    [InlineData("gptq")]
    public async Task A_folder_becomes_one_that_vllm_and_transformers_load(string type)
    {
        var folder = tool.WriteFolder("given", Small);
        File.WriteAllText(tool["text.txt"], string.Concat(Enumerable.Range(0, 50).Select(i => $"Gets or sets the number {i}.\n")));
        var outcome = await ToolRun.RunAsync(
            "quantize", folder, "--type", type, "--out", tool["small"], "--calibration", tool["text.txt"]);
        outcome.Code.ShouldBe(0, outcome.Error);
        File.ReadAllText(Path.Combine(tool["small"], "config.json")).ShouldContain("\"quantization_config\"");
        (await ToolRun.RunAsync("generate", tool["small"], "--prompt", "Gets or", "--greedy", "--max-tokens", "4")).Code.ShouldBe(0);

        Directory.CreateDirectory(tool["notes"]);
        File.WriteAllText(Path.Combine(tool["notes"], "mine.txt"), "");
        var refused = await ToolRun.RunAsync(
            "quantize", folder, "--type", type, "--out", tool["notes"], "--calibration", tool["text.txt"]);
        (refused.Code, refused.Error).ShouldBe((2, $"error: --out: {tool["notes"]} holds other files than a model's\n"));
    }

    [Fact]
    public async Task Wrong_arguments_are_told()
    {
        var folder = tool.WriteFolder("given", Small);
        var words = string.Join(", ", QuantizationTypes.All.Select(one => one.Word()));
        await Refuses($"error: --type: 'q4' is none of {words}\n", "--type", "q4", "--out", tool["x.gguf"]);
        await Refuses(
            $"error: --out: '{tool["x"]}' does not end in .gguf, and q8_0 makes a GGUF file\n", "--type", "q8_0", "--out", tool["x"]);
        await Refuses("error: --tokens: 0 is less than 1\n", "--type", "q8_0", "--out", tool["x.gguf"], "--tokens", "0");
        await Refuses(
            "error: --calibration: there is no file nowhere.txt\n",
            "--type", "q4_0", "--out", tool["x.gguf"], "--calibration", "nowhere.txt");
        await Refuses(
            "error: --calibration: gptq rounds by the activations of a text, and none is given\n", "--type", "gptq", "--out", tool["x"]);
        File.Exists(tool["x.gguf"]).ShouldBeFalse();

        async Task Refuses(string message, params string[] args)
        {
            var outcome = await ToolRun.RunAsync(["quantize", folder, .. args]);
            (outcome.Code, outcome.Error).ShouldBe((2, message));
        }
    }

    private static byte[][] Blocks(string path)
    {
        using var file = GgufFile.Open(path);
        return [.. file.Tensors.Select(tensor => file.Bytes(tensor).ToArray())];
    }
}
