using Pipelines.Formats.Gguf;
using Pipelines.Models.Tests.HuggingFace;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>Model → GGUF file → model: the same settings, names and weights.</summary>
public sealed class GgufRoundTrips : IDisposable
{
    private const string Wide = "{ family: llama, dim: 256, layers: 1, heads: 4, hidden: 256, context: 64, vocab: 80 }";

    private readonly ConfigFiles files = new();

    public static TheoryData<string> All => GgufSamples.All;

    public static TheoryData<string> Decoders => GgufSamples.Decoders;

    public static TheoryData<QuantizationType> Types =>
        [.. Enum.GetValues<QuantizationType>().Where(type => type is not (QuantizationType.Int8 or QuantizationType.Gptq))];

    public void Dispose() => files.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void A_file_describes_the_model_that_was_written(string name)
    {
        var spec = GgufSamples.Spec(name);
        using var file = Written(spec, QuantizationType.F32);
        file.Architecture.ShouldBe(GgufSamples.ArchitectureOf(name));
        file.DifferenceFrom(spec).ShouldBeNull();
        file.Model.Vocab.ShouldBe(spec.Vocab);
        file.Model.Name.ShouldBe("sample");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_a_file_describes_can_be_settings(string name)
    {
        using var file = Written(GgufSamples.Spec(name), QuantizationType.F32);
        var read = ModelYaml.Read("model.yaml", ModelYaml.Of(file.Model), file.Model.Name, new ReadOptions());
        read.Diagnostics.ShouldBeEmpty();
        read.Model.ShouldBe(file.Model);
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Weights_come_back_under_the_model_s_own_names(string name)
    {
        var spec = GgufSamples.Spec(name);
        using var file = Written(spec, QuantizationType.F32);
        file.WriteWeights(files[""], spec);
        using var original = GgufSamples.Build(spec);
        using var imported = ModelBuilder.Build(spec, GgufSamples.Vocab);
        Weights.Load(imported, files[""]);
        Same(imported, original);
        using var filled = ModelBuilder.Build(spec, GgufSamples.Vocab);
        file.LoadInto(filled, spec);
        Same(filled, original);
    }

    [Fact]
    public void A_BERT_comes_back_with_a_head_that_nothing_has_taught()
    {
        var spec = GgufSamples.Spec("bert");
        using var original = GgufSamples.Build(spec);
        using var file = Written(spec, QuantizationType.F32);
        using var packed = file.LoadModel();
        using var whole = file.LoadModel(whole: true);
        file.WriteWeights(files[""], spec);
        using var imported = ModelBuilder.Build(spec, GgufSamples.Vocab);
        Weights.Load(imported, files[""]);
        using var untracked = no_grad();
        using var ids = tensor(new long[] { 3, 1, 4, 1, 5, 9, 2, 6 }, [1, 8]);
        foreach (var model in (LanguageModel[])[packed, whole, imported])
        {
            model.eval();
            Values(model.embed(ids)).ShouldBe(Values(original.embed(ids)), 1e-5);
            Values(model.call(ids)).ShouldAllBe(logit => float.IsFinite(logit));
        }

        static float[] Values(Tensor tensor)
        {
            using (tensor) return tensor.data<float>().ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Packed_matrices_are_those_that_a_whole_model_has(string name)
    {
        using var file = Written(GgufSamples.Spec(name), QuantizationType.Q8_0);
        using var packed = file.LoadModel();
        using var whole = file.LoadModel(whole: true);
        var layers = whole.named_modules().ToDictionary(named => named.name, named => named.module);
        var kept = packed.state_dict();
        foreach (var (layer, module) in packed.named_modules())
        {
            if (module is not Projection projection) continue;
            kept.ContainsKey($"{layer}.weight").ShouldBeFalse(layer);
            using var decoded = projection.Whole();
            using var expected = ((Projection)layers[layer]).Whole();
            decoded.allclose(expected, rtol: 0, atol: 0).ShouldBeTrue(layer);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_is_near_the_weights(QuantizationType type)
    {
        var spec = GgufSamples.Read("wide", Wide);
        using var original = GgufSamples.Build(spec);
        var written = GgufModel.Write(files["model.gguf"], original, spec, null, type);
        written.Notes.ShouldBeEmpty();
        using var file = GgufModel.Open(files["model.gguf"]);
        using var read = file.LoadModel(whole: true);
        var after = read.state_dict();
        var most = written.Tensors.First(tensor => tensor.Name == "blk.0.ffn_up.weight").Type;
        var bound = most switch
        {
            GgufType.F32 => 1e-9,
            GgufType.F16 => Math.Pow(2, -11),
            GgufType.BF16 => Math.Pow(2, -8),
            _ => 2 * Math.Pow(2, -most.Word().First(char.IsDigit) + '0'),
        };
        foreach (var (parameter, before) in original.state_dict())
        {
            using var difference = after[parameter] - before;
            var error = (double)difference.norm().item<float>() / before.norm().item<float>();
            error.ShouldBeLessThan(bound, parameter);
        }
        var bits = 8.0 * most.BlockBytes() / most.BlockLength();
        written.BitsPerWeight.ShouldBeInRange(bits - 1e-9, bits + 1.5);
    }

    [Fact]
    public void Rows_that_do_not_divide_into_blocks_are_said()
    {
        var spec = GgufSamples.Spec("llama");
        using var model = GgufSamples.Build(spec);
        var written = GgufModel.Write(files["model.gguf"], model, spec, null, QuantizationType.Q4_K_M);
        written.Notes.ShouldContain(note => note.StartsWith("blk.0.attn_k.weight is q5_0, not q4_k: rows of 64"));
        using var file = GgufModel.Open(files["model.gguf"]);
        file.LoadModel().Dispose();
    }

    [Fact]
    public void Columns_that_count_for_more_are_nearer()
    {
        var spec = GgufSamples.Read("wide", Wide);
        const string name = "model.layers.0.mlp.up_proj.weight";
        using var model = GgufSamples.Build(spec);
        var counts = Enumerable.Range(0, 256).Select(column => column % 8 == 0 ? 100f : 1f).ToArray();
        double Error(Func<string, float[]?>? importance)
        {
            GgufModel.Write(files["model.gguf"], model, spec, null, QuantizationType.Q4_K_M, importance);
            using var file = GgufModel.Open(files["model.gguf"]);
            using var read = file.LoadModel(whole: true);
            using var difference = read.state_dict()[name] - model.state_dict()[name];
            using var weighed = difference.pow(2) * torch.tensor(counts);
            return weighed.sum().item<float>();
        }
        Error(parameter => parameter == name ? counts : null).ShouldBeLessThan(0.9 * Error(null));
    }

    private GgufModel Written(ModelSpec spec, QuantizationType type)
    {
        using var model = GgufSamples.Build(spec);
        GgufModel.Write(files["model.gguf"], model, spec, text: null, type);
        return GgufModel.Open(files["model.gguf"]);
    }

    /// <summary>Bit for bit; what the file keeps in another form, such as rates for their logarithms, to rounding.</summary>
    private static void Same(LanguageModel model, LanguageModel original)
    {
        var parameters = model.state_dict();
        foreach (var (name, expected) in original.state_dict())
        {
            var rounded = name.EndsWith("A_log") || name.Contains("norm");
            parameters[name].allclose(expected, rtol: rounded ? 1e-5 : 0, atol: rounded ? 1e-6 : 0).ShouldBeTrue(name);
        }
    }
}
