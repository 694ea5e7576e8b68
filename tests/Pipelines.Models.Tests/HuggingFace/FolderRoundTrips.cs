using Pipelines.Formats.Safetensors;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.HuggingFace;

/// <summary>Folder → model → folder: the same tensors byte for byte, and a configuration that says the same.</summary>
public sealed class FolderRoundTrips : IDisposable
{
    private readonly ConfigFiles files = new();

    public static TheoryData<string> Families => ConfigSamples.Families;

    public static TheoryData<string> NamedAlike => ConfigSamples.NamedAlike;

    public void Dispose() => files.Dispose();

    [Theory]
    [MemberData(nameof(Families))]
    public void What_was_written_is_read_and_written_again(string family)
    {
        WriteFolder(family, "first", mostShardBytes: long.MaxValue);
        var read = HuggingFaceFolder.Open(files["first"]);
        using (var model = read.LoadModel())
            HuggingFaceFolder.Write(files["second"], model, read.Model, read.TextFiles, mostShardBytes: 60_000);

        File.Exists(files["second/model.safetensors.index.json"]).ShouldBeTrue();
        File.Exists(files["second/model.safetensors"]).ShouldBeFalse();
        Tensors("second").ShouldBe(Tensors("first"));
        var again = HuggingFaceFolder.Open(files["second"]);
        (again.Model with { Name = read.Model.Name }).ShouldBe(read.Model);
        again.Config.Tokens.ShouldBe(read.Config.Tokens);
        File.ReadAllText(files["second/chat_template.jinja"]).ShouldBe("{% for message in messages %}");
        File.ReadAllText(files["second/tokenizer_config.json"]).ShouldBe("""{ "chat_template": "x" }""");
        using var copy = again.LoadModel();
        Predictions(copy).ShouldBe(Predictions(read));
    }

    [Theory]
    [InlineData("language_model.model.", "vision_tower.vision_model.post_layernorm.weight")]
    [InlineData("model.language_model.", "model.multi_modal_projector.mm_soft_emb_norm.weight")]
    public void A_text_beside_images_is_read_and_copied_without_them(string prefix, string image)
    {
        WriteFolder("gemma3", "text", long.MaxValue);
        Directory.CreateDirectory(files["whole"]);
        File.WriteAllText(files["whole/config.json"], ConfigSamples.WithImages("gemma3"));
        using (var text = SafetensorsCheckpoint.Open(files["text"]))
        {
            var tensors = text.Tensors.Select(tensor => new SafetensorsSource(
                tensor.Name.Replace("model.", prefix), tensor.Type, tensor.Shape,
                stream => stream.Write(text.Bytes(tensor, 0, (int)tensor.ByteCount)))).ToList();
            tensors.Add(new(image, SafetensorsType.F32, [3L], stream => stream.Write(new byte[12])));
            SafetensorsWriter.Write(files["whole/model.safetensors"], tensors);
        }
        var whole = HuggingFaceFolder.Open(files["whole"]);
        using var model = whole.LoadModel();
        Predictions(model).ShouldBe(Predictions(HuggingFaceFolder.Open(files["text"])));
        Directory.CreateDirectory(files["copy"]);
        whole.CopyWeights(files["copy"]);
        Tensors("copy").ShouldBe(Tensors("text"));
    }

    [Theory]
    [MemberData(nameof(NamedAlike))]
    public void Names_and_shapes_are_those_that_the_spec_infers(string family)
    {
        WriteFolder(family, "first", long.MaxValue);
        var spec = HuggingFaceFolder.Open(files["first"]).Model;
        var expected = ShapeInference.Of(spec, 61).SelectMany(node => node.Weights)
            .ToDictionary(weight => weight.Name, weight => string.Join(", ", weight.Sizes));
        using var file = SafetensorsCheckpoint.Open(files["first"]);
        file.Tensors.ToDictionary(tensor => tensor.Name, tensor => string.Join(", ", tensor.Shape)).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_configuration_becomes_settings_that_read_back_to_it(string family)
    {
        var model = files.Read(ConfigSamples.Text(family)).Model;
        var read = ModelYaml.Read("model.yaml", ModelYaml.Of(model), model.Name, new ReadOptions());
        read.Diagnostics.ShouldBeEmpty();
        read.Model.ShouldBe(model);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, SafetensorsType.BF16)]
    [InlineData(ScalarType.Float16, SafetensorsType.F16)]
    public void Weights_may_be_half_the_size(ScalarType type, SafetensorsType inFile)
    {
        var config = files.Read(ConfigSamples.Text("llama"));
        using var model = ModelBuilder.Build(config.Model, 61);
        HuggingFaceFolder.Write(files["half"], model, config.Model, TextFiles(), type);
        using var file = SafetensorsCheckpoint.Open(files["half"]);
        file.Tensors.ShouldAllBe(tensor => tensor.Type == inFile);
        HuggingFaceFolder.Open(files["half"]).Config.Dtype.ShouldBe(Dtypes.Name(type));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_leaves_the_old_one()
    {
        WriteFolder("llama", "kept", long.MaxValue);
        var before = File.ReadAllBytes(files["kept/model.safetensors"]);
        var config = files.Read(ConfigSamples.Text("llama"));
        using var model = ModelBuilder.Build(config.Model, 61);
        var odd = config.Model with { Architecture = config.Model.Architecture with { LogitSoftcap = 3 } };
        Should.Throw<NotSupportedException>(() => HuggingFaceFolder.Write(files["kept"], model, odd, TextFiles()));
        File.ReadAllBytes(files["kept/model.safetensors"]).ShouldBe(before);
    }

    [Fact]
    public void A_model_that_the_weights_cannot_be_is_refused_before_it_is_made()
    {
        WriteFolder("llama", "small", long.MaxValue);
        File.WriteAllText(files["small/config.json"], ConfigSamples.With("llama", "intermediate_size", "1048576"));
        Should.Throw<HuggingFaceException>(() => HuggingFaceFolder.Open(files["small"]).LoadModel()).Message.ShouldContain("describes a model of");
    }

    [Fact]
    public void Weights_that_run_code_are_not_read()
    {
        Directory.CreateDirectory(files["old"]);
        File.WriteAllText(files["old/config.json"], ConfigSamples.Text("llama"));
        File.WriteAllText(files["old/pytorch_model.bin"], "");
        Should.Throw<HuggingFaceException>(() => HuggingFaceFolder.Open(files["old"]).LoadModel()).Message.ShouldContain("convert it to safetensors");
    }

    [Fact]
    public void A_layer_that_only_training_used_is_left_out()
    {
        WriteFolder("deepseek_v3", "v3", long.MaxValue);
        using (var file = SafetensorsFile.Open(files["v3/model.safetensors"]))
        {
            var sources = file.Tensors.Select(tensor => new SafetensorsSource(
                tensor.Name, tensor.Type, tensor.Shape, stream => stream.Write(file.Bytes(tensor)))).ToList();
            sources.Add(new("model.layers.3.eh_proj.weight", SafetensorsType.U8, [1], stream => stream.WriteByte(1)));
            SafetensorsWriter.Write(files["more.safetensors"], sources);
        }
        File.Move(files["more.safetensors"], files["v3/model.safetensors"], overwrite: true);
        HuggingFaceFolder.Open(files["v3"]).LoadModel().Dispose();
    }

    private void WriteFolder(string family, string folder, long mostShardBytes)
    {
        var config = files.Read(ConfigSamples.Text(family));
        torch.random.manual_seed(5);
        using var model = ModelBuilder.Build(config.Model, 61);
        using (torch.no_grad())
            foreach (var parameter in model.parameters())
                using (var noise = torch.randn_like(parameter)) parameter.add_(noise, 0.05);
        HuggingFaceFolder.Write(files[folder], model, config.Model, TextFiles(config.Tokens), mostShardBytes: mostShardBytes);
    }

    private TextFiles TextFiles(TokenIds? tokens = null)
    {
        Directory.CreateDirectory(files["text"]);
        File.WriteAllText(files["text/chat_template.jinja"], "{% for message in messages %}");
        File.WriteAllText(files["text/tokenizer_config.json"], """{ "chat_template": "x" }""");
        return Models.TextFiles.Of(files["text"], tokens ?? TokenIds.None);
    }

    private static float[] Predictions(HuggingFaceFolder folder)
    {
        using var model = folder.LoadModel();
        return Predictions(model);
    }

    private static float[] Predictions(LanguageModel model)
    {
        using var untracked = torch.no_grad();
        using var ids = torch.tensor(new long[] { 3, 1, 4, 1, 5, 9, 2, 6 }, [1, 8]);
        using var logits = model.call(ids);
        return logits.data<float>().ToArray();
    }

    private Dictionary<string, string> Tensors(string folder)
    {
        using var file = SafetensorsCheckpoint.Open(files[folder]);
        return file.Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToDictionary(
            tensor => tensor.Name,
            tensor => $"{tensor.Type} [{string.Join(", ", tensor.Shape)}] {Convert.ToHexString(file.Bytes(tensor, 0, (int)tensor.ByteCount))}");
    }
}
