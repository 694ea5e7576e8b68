using Pipelines.Formats.Gguf;

namespace Pipelines.Cli.Tests;

public sealed class GgufFiles : IDisposable
{
    private readonly ToolRun tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task Show_prints_the_metadata_the_tensors_and_what_they_come_to()
    {
        var outcome = await ToolRun.RunAsync("gguf", "show", Write());
        outcome.Error.ShouldBeEmpty();
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldBe(
            """
             key                      type           value
             general.architecture     string         "llama"
             llama.block_count        uint32         2
             tokenizer.ggml.tokens    [6] of string  ["<unk>", "<s>", "a", "b", …]
             tokenizer.chat_template  string         "{{ bos_token }}�{% for message in messages %}{{ message.cont…"

             tensor              type  shape     size
             token_embd.weight   q4_k  [6, 256]  864 B
             output.weight       q8_0  [6, 256]  1.59 KB
             output_norm.weight  f32   [256]     1.00 KB

             type  tensors  weights  size
             q8_0  1        1.54 k   1.59 KB
             f32   1        256      1.00 KB
             q4_k  1        1.54 k   864 B

             GGUF version 3, 4 keys, 3 tensors, 3.94 KB; 3.33 k weights of 8.46 bits

            """);
    }

    [Fact]
    public async Task Show_prints_the_whole_value_of_a_key()
    {
        var file = Write();
        (await ToolRun.RunAsync("gguf", "show", file, "--key", "tokenizer.ggml.tokens")).Out.ShouldBe("<unk>\n<s>\na\nb\nc\nd\n");
        (await ToolRun.RunAsync("gguf", "show", file, "--key", "llama.block_count")).Out.ShouldBe("2\n");
        var outcome = await ToolRun.RunAsync("gguf", "show", file, "--key", "llama.blocks");
        (outcome.Code, outcome.Error).ShouldBe(
            (2, $"error: {file} has no key 'llama.blocks'; gguf show without --key lists what there is\n"));
    }

    [Fact]
    public async Task A_file_that_is_none_is_told_in_a_line()
    {
        File.WriteAllText(tool["text.gguf"], "once upon a time");
        var outcome = await ToolRun.RunAsync("gguf", "show", tool["text.gguf"]);
        (outcome.Code, outcome.Error).ShouldBe(
            (1, $"error: {tool["text.gguf"]}: header: does not begin with the letters GGUF: this is no GGUF file\n"));
        (await ToolRun.RunAsync("gguf", "show", tool["none.gguf"])).Code.ShouldBe(1);
    }

    private string Write()
    {
        var metadata = new GgufMetadata();
        metadata.Set("general.architecture", "llama");
        metadata.Set("llama.block_count", 2);
        metadata.Set("tokenizer.ggml.tokens", ["<unk>", "<s>", "a", "b", "c", "d"]);
        metadata.Set("tokenizer.chat_template", "{{ bos_token }}\n{% for message in messages %}{{ message.content }}{% endfor %}");
        GgufPart Zeros(string name, GgufType type, params long[] shape) =>
            new(name, type, shape, stream => stream.Write(new byte[type.Bytes(shape.Aggregate((product, size) => product * size))]));
        GgufWriter.Write(tool["model.gguf"], metadata,
        [
            Zeros("token_embd.weight", GgufType.Q4_K, 6, 256), Zeros("output.weight", GgufType.Q8_0, 6, 256),
            Zeros("output_norm.weight", GgufType.F32, 256),
        ]);
        return tool["model.gguf"];
    }
}
