using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Pipelines.Formats.Safetensors;
using Pipelines.Models.Tests.HuggingFace;
using Pipelines.Modules;
using Pipelines.Quantization;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.Quantized;

public sealed class QuantizedFolders : IDisposable
{
    private static readonly GptqSpec gptq = new(Group: 8, ActOrder: true, Damping: 0.01);

    private readonly ConfigFiles files = new();

    public static TheoryData<string, string> Kinds => new()
    {
        { "llama", "gptq" }, { "qwen2", "gptq" }, { "gpt2", "gptq" }, { "mixtral", "gptq" }, { "llama", "int8" }, { "mixtral", "int8" },
    };

    public void Dispose() => files.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_folder_reads_back_to_the_matrices_that_were_written(string family, string kind)
    {
        var decoded = Write(family, kind);
        var folder = HuggingFaceFolder.Open(files["folder"]);
        folder.Config.Unknown.ShouldBeEmpty();
        folder.Config.Dtype.ShouldBe("float16");
        using var read = folder.LoadModel();
        using var original = Model(family).Model;
        var was = original.state_dict();
        foreach (var (name, tensor) in read.state_dict())
        {
            if (decoded.TryGetValue(name, out var matrix)) Same(tensor, matrix, name);
            else Same(tensor, was[name].to_type(ScalarType.Float16).to_type(ScalarType.Float32), name);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Numpy_finds_the_same_matrices_in_the_file(string family, string kind)
    {
        var decoded = Write(family, kind);
        var answer = files["answer"];
        var script = Path.Combine(AppContext.BaseDirectory, "Quantized", "quantized.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, files["folder"], answer]) { RedirectStandardError = true };
        using (var python = Process.Start(start)!)
        {
            var errors = python.StandardError.ReadToEnd();
            python.WaitForExit();
            python.ExitCode.ShouldBe(0, errors);
        }
        var expected = decoded.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .SelectMany(entry => (family == "gpt2" ? entry.Value.t().contiguous() : entry.Value).data<float>().ToArray());
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(answer)).ToArray().SequenceEqual(expected).ShouldBeTrue();
    }

    [Fact]
    public void Tensors_of_GPTQ_are_called_and_shaped_as_its_readers_expect()
    {
        Write("qwen2", "gptq");
        using var file = SafetensorsCheckpoint.Open(files["folder"]);
        Shape("model.layers.0.mlp.down_proj.qweight").ShouldBe("I32 6, 32");
        Shape("model.layers.0.mlp.down_proj.qzeros").ShouldBe("I32 6, 4");
        Shape("model.layers.0.mlp.down_proj.scales").ShouldBe("F16 6, 32");
        Shape("model.layers.0.mlp.down_proj.g_idx").ShouldBe("I32 48");
        Shape("model.layers.0.self_attn.q_proj.bias").ShouldBe("F16 32");
        file.Find("model.layers.0.mlp.down_proj.weight").ShouldBeNull();
        MemoryMarshal.Cast<byte, uint>(file.Bytes(file.Find("model.layers.0.mlp.down_proj.qzeros")!, 0, 96)).ToArray()
            .ShouldAllBe(zeros => zeros == 0x77777777);
        var config = Config();
        config["bits"]!.GetValue<int>().ShouldBe(4);
        config["group_size"]!.GetValue<int>().ShouldBe(8);
        config["desc_act"]!.GetValue<bool>().ShouldBeTrue();
        config["sym"]!.GetValue<bool>().ShouldBeTrue();
        config["quant_method"]!.GetValue<string>().ShouldBe("gptq");
        config["checkpoint_format"]!.GetValue<string>().ShouldBe("gptq");
        config["block_name_to_quantize"]!.GetValue<string>().ShouldBe("model.layers");
        config.ContainsKey("dynamic").ShouldBeFalse();

        string Shape(string name) => $"{file.Find(name)!.Type} {string.Join(", ", file.Find(name)!.Shape)}";
    }

    [Fact]
    public void Linear_layers_that_stay_as_they_are_are_named()
    {
        Write("mixtral", "gptq");
        var config = Config();
        config["dynamic"]!.AsObject().Select(rule => rule.Key).ShouldContain(@"-:^model\.layers\.2\.block_sparse_moe\.gate$");
        var names = config["modules_in_block_to_quantize"]![0]!.AsArray().Select(name => name!.GetValue<string>()).ToArray();
        names.ShouldContain("self_attn.q_proj");
        names.ShouldContain("block_sparse_moe.experts.4.w2");
        names.ShouldNotContain("block_sparse_moe.gate");

        Write("mixtral", "int8");
        var ignored = Config()["ignore"]!.AsArray().Select(name => name!.GetValue<string>());
        ignored.ShouldBe([.. Enumerable.Range(0, 3).Select(layer => $"model.layers.{layer}.block_sparse_moe.gate"), "lm_head"]);
    }

    [Fact]
    public void A_projection_whose_rows_do_not_come_by_eight_stays_as_it_is_and_is_named()
    {
        Write("llama", "gptq").ShouldNotContainKey("model.layers.0.self_attn.k_proj.weight");
        using var file = SafetensorsCheckpoint.Open(files["folder"]);
        file.Find("model.layers.0.self_attn.k_proj.weight")!.Shape.ShouldBe([20, 32]);
        Config()["dynamic"]!.AsObject().Select(rule => rule.Key).ShouldContain(@"-:^model\.layers\.0\.self_attn\.k_proj$");
    }

    [Fact]
    public void Bringing_a_folder_in_makes_its_weights_float32()
    {
        var decoded = Write("qwen2", "gptq");
        Directory.CreateDirectory(files["plain"]);
        HuggingFaceFolder.Open(files["folder"]).CopyWeights(files["plain"]);
        using var model = Model("qwen2").Model;
        Weights.Load(model, files["plain"]);
        foreach (var (name, matrix) in decoded) Same(model.state_dict()[name], matrix, name);
    }

    [Theory]
    [InlineData("""{ "bits": 8, "quant_method": "gptq" }""", "quantization_config.bits: 8 is not supported: only 4 is")]
    [InlineData("""{ "bits": 4, "quant_method": "gptq", "checkpoint_format": "marlin" }""", "'marlin' is not supported here: gptq")]
    [InlineData("""{ "quant_method": "compressed-tensors", "format": "float-quantized" }""", "'float-quantized' is not supported")]
    [InlineData("""{ "quant_method": "awq", "bits": 4 }""", "quantized by 'awq' are not supported")]
    public void Other_ways_of_quantizing_are_refused_by_name(string config, string message)
    {
        Write("qwen2", "gptq");
        Change(json => json["quantization_config"] = JsonNode.Parse(config));
        var refused = Should.Throw<HuggingFaceException>(() => HuggingFaceFolder.Open(files["folder"])).Message;
        refused.ShouldContain(message);
    }

    [Theory]
    [InlineData("g_idx", 99, "names a group that is not one of")]
    [InlineData("qweight", null, "is I32 [3, 32]; expected I32 [4, 32]")]
    [InlineData("scales", null, "is F16 [3, 32]; expected F16, BF16 or F32 [4, 32]")]
    public void Tensors_that_are_not_what_the_layout_has_are_refused_by_name(string part, int? value, string message)
    {
        Write("qwen2", "gptq");
        Rewrite($"model.layers.0.self_attn.q_proj.{part}", value);
        Should.Throw<HuggingFaceException>(() => HuggingFaceFolder.Open(files["folder"]).LoadModel()).Message.ShouldContain(message);
    }

    [Fact]
    public void The_format_with_zeros_as_they_are_reads_one_less()
    {
        var decoded = Write("qwen2", "gptq");
        Change(json => json["quantization_config"]!["checkpoint_format"] = "gptq_v2");
        using var read = HuggingFaceFolder.Open(files["folder"]).LoadModel();
        const string name = "model.layers.0.mlp.up_proj.weight";
        using var raised = read.state_dict()[name] - decoded[name];
        (raised > 0).all().item<bool>().ShouldBeTrue("each weight is a scale greater where its zero is one less");
    }

    /// <summary>Quantizes a model and writes it.</summary>
    /// <returns>what its projections decode to, by the names of their weights, as the model keeps them</returns>
    private Dictionary<string, Tensor> Write(string family, string kind)
    {
        var (model, spec) = Model(family);
        using var disposed = model;
        var text = TextFiles.Of(files["nothing"], TokenIds.None);
        if (kind == "int8")
        {
            var eight = Int8.Quantize(model);
            QuantizedFolder.Write(files["folder"], model, spec, text, eight);
            return Kept(model, eight.Matrices.Keys);
        }
        torch.manual_seed(9);
        using var ids = torch.randint(61, [4, 30], ScalarType.Int64);
        var four = Gptq.Quantize(model, [ids], gptq);
        QuantizedFolder.Write(files["folder"], model, spec, text, four);
        return Kept(model, four.Matrices.Keys);
    }

    private static Dictionary<string, Tensor> Kept(LanguageModel model, IEnumerable<string> paths)
    {
        var state = model.state_dict();
        return paths.ToDictionary(path => $"{path}.weight", path => state[$"{path}.weight"].detach().clone());
    }

    private (LanguageModel Model, ModelSpec Spec) Model(string family)
    {
        var spec = files.Read(ConfigSamples.Text(family)).Model;
        torch.manual_seed(5);
        var model = ModelBuilder.Build(spec, 61);
        using var untracked = torch.no_grad();
        foreach (var parameter in model.parameters())
            using (var noise = torch.randn_like(parameter)) parameter.add_(noise, 0.05);
        return (model, spec);
    }

    private JsonObject Config() => JsonNode.Parse(File.ReadAllText(files["folder/config.json"]))!["quantization_config"]!.AsObject();

    private void Change(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(files["folder/config.json"]))!;
        change(json);
        File.WriteAllText(files["folder/config.json"], json.ToJsonString());
    }

    /// <summary>Writes the folder's weights again, one tensor with another first value, or without its first row.</summary>
    private void Rewrite(string name, int? value)
    {
        using (var file = SafetensorsFile.Open(files["folder/model.safetensors"]))
        {
            SafetensorsWriter.Write(files["other"], file.Tensors.Select(tensor =>
            {
                var bytes = file.Bytes(tensor).ToArray();
                var shape = tensor.Shape.ToArray();
                if (tensor.Name == name && value is { } first) BitConverter.TryWriteBytes(bytes, first);
                else if (tensor.Name == name) (bytes, shape[0]) = (bytes[..(int)(bytes.Length / shape[0] * (shape[0] - 1))], shape[0] - 1);
                return new SafetensorsSource(tensor.Name, tensor.Type, shape, stream => stream.Write(bytes));
            }));
        }
        File.Move(files["other"], files["folder/model.safetensors"], overwrite: true);
    }

    private static void Same(Tensor actual, Tensor expected, string name) =>
        actual.equal(expected).all().item<bool>().ShouldBeTrue(name);
}
