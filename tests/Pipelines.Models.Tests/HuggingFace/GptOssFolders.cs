using System.Runtime.InteropServices;
using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.HuggingFace;

/// <summary>gpt-oss keeps the experts of a layer together: whole, [experts, in, out] with gate and up by turns, or in MXFP4.</summary>
public sealed class GptOssFolders : IDisposable
{
    private const string Layer = "model.layers.1.mlp.experts";

    /// <summary>The values of MXFP4's codes (OCP MX 1.0, section 5.3.3).</summary>
    private static readonly float[] Codes = [0, 0.5f, 1, 1.5f, 2, 3, 4, 6];

    private readonly ConfigFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Experts_lie_together_and_turned()
    {
        using var model = Write();
        using var file = SafetensorsCheckpoint.Open(files["whole"]);
        Shape(file, $"{Layer}.gate_up_proj").ShouldBe([6, 32, 48]);
        Shape(file, $"{Layer}.gate_up_proj_bias").ShouldBe([6, 48]);
        Shape(file, $"{Layer}.down_proj").ShouldBe([6, 24, 32]);
        Shape(file, $"{Layer}.down_proj_bias").ShouldBe([6, 32]);
        Shape(file, "model.layers.1.mlp.router.bias").ShouldBe([6]);
        Shape(file, "model.layers.1.self_attn.sinks").ShouldBe([4]);
        var joint = Values(file, $"{Layer}.gate_up_proj");
        var (gate, up) = (Parameter(model, $"{Layer}.4.gate_proj.weight"), Parameter(model, $"{Layer}.4.up_proj.weight"));
        for (var input = 0; input < 32; input++)
        {
            for (var output = 0; output < 24; output++)
            {
                joint[(4 * 32 + input) * 48 + 2 * output].ShouldBe(gate[output * 32 + input]);
                joint[(4 * 32 + input) * 48 + 2 * output + 1].ShouldBe(up[output * 32 + input]);
            }
        }
    }

    [Fact]
    public void Experts_in_MXFP4_are_decoded()
    {
        using (Write()) { }
        var random = new Random(3);
        Directory.CreateDirectory(files["few"]);
        File.WriteAllText(files["few/config.json"], ConfigSamples.With("gpt_oss", "intermediate_size", "32"));
        byte[] blocks = new byte[6 * 64 * 16], scales = new byte[6 * 64];
        random.NextBytes(blocks);
        for (var i = 0; i < scales.Length; i++) scales[i] = (byte)random.Next(118, 130);
        Rewrite("few", blocks, scales);

        using var model = HuggingFaceFolder.Open(files["few"]).LoadModel();
        var up = Parameter(model, $"{Layer}.5.up_proj.weight");
        for (var output = 0; output < 32; output++)
        {
            var row = 5 * 64 + 2 * output + 1;
            for (var input = 0; input < 32; input++)
            {
                var code = input % 2 == 0 ? blocks[row * 16 + input / 2] & 15 : blocks[row * 16 + input / 2] >> 4;
                var value = (code < 8 ? 1 : -1) * Codes[code & 7] * MathF.Pow(2, scales[row] - 127);
                up[output * 32 + input].ShouldBe(value, $"row {output}, column {input}");
            }
        }
        Directory.CreateDirectory(files["copy"]);
        HuggingFaceFolder.Open(files["few"]).CopyWeights(files["copy"]);
        using var copy = SafetensorsCheckpoint.Open(files["copy"]);
        Values(copy, $"{Layer}.5.up_proj.weight").ShouldBe(up);
    }

    [Fact]
    public void A_layer_without_its_experts_is_named()
    {
        using (Write()) { }
        Directory.CreateDirectory(files["few"]);
        File.WriteAllText(files["few/config.json"], ConfigSamples.With("gpt_oss", "intermediate_size", "32"));
        Rewrite("few", new byte[6 * 64 * 16], scales: null);
        Should.Throw<HuggingFaceException>(() => HuggingFaceFolder.Open(files["few"]).LoadModel())
            .Message.ShouldContain("mlp.experts.gate_up_proj_scales: is missing; expected U8 [6, 64, 1]");
    }

    private LanguageModel Write()
    {
        manual_seed(5).Dispose();
        var config = files.Read(ConfigSamples.Text("gpt_oss"));
        var model = ModelBuilder.Build(config.Model, 61);
        Directory.CreateDirectory(files["text"]);
        HuggingFaceFolder.Write(files["whole"], model, config.Model, TextFiles.Of(files["text"], config.Tokens));
        return model;
    }

    /// <summary>The folder's tensors, but experts of 32 channels: gate and up in MXFP4, down and all biases zeros.</summary>
    private void Rewrite(string folder, byte[] blocks, byte[]? scales)
    {
        using var whole = SafetensorsCheckpoint.Open(files["whole"]);
        var tensors = whole.Tensors.Where(tensor => !tensor.Name.Contains(".experts.")).Select(tensor => new SafetensorsSource(
            tensor.Name, tensor.Type, tensor.Shape, stream => stream.Write(whole.Bytes(tensor, 0, (int)tensor.ByteCount)))).ToList();
        for (var layer = 0; layer < 4; layer++)
        {
            var experts = $"model.layers.{layer}.mlp.experts";
            Add($"{experts}.gate_up_proj_blocks", SafetensorsType.U8, [6, 64, 1, 16], blocks);
            if (scales is not null) Add($"{experts}.gate_up_proj_scales", SafetensorsType.U8, [6, 64, 1], scales);
            Add($"{experts}.gate_up_proj_bias", SafetensorsType.F32, [6, 64], new byte[6 * 64 * 4]);
            Add($"{experts}.down_proj", SafetensorsType.BF16, [6, 32, 32], new byte[6 * 32 * 32 * 2]);
            Add($"{experts}.down_proj_bias", SafetensorsType.F32, [6, 32], new byte[6 * 32 * 4]);
        }
        SafetensorsWriter.Write(files[$"{folder}/model.safetensors"], tensors);

        void Add(string name, SafetensorsType type, long[] shape, byte[] bytes) =>
            tensors.Add(new(name, type, shape, stream => stream.Write(bytes)));
    }

    private static float[] Parameter(LanguageModel model, string name) => model.state_dict()[name].data<float>().ToArray();

    private static IReadOnlyList<long> Shape(SafetensorsCheckpoint file, string name) => file.Find(name).ShouldNotBeNull(name).Shape;

    private static float[] Values(SafetensorsCheckpoint file, string name)
    {
        var tensor = file.Find(name).ShouldNotBeNull(name);
        return MemoryMarshal.Cast<byte, float>(file.Bytes(tensor, 0, (int)tensor.ByteCount)).ToArray();
    }
}
