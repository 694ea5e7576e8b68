using Pipelines.Formats.Safetensors;
using Quickstart;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

public sealed class WeightFiles : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Families => SmallModels.Families;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Families))]
    public void What_is_saved_loads_to_the_very_same_model(string family)
    {
        using var saved = SmallModels.CreateRough(family, seed: 1);
        using var loaded = SmallModels.CreateRough(family, seed: 2);
        Weights.Save(saved, folder["a.safetensors"]);
        Weights.Load(loaded, folder["a.safetensors"]);
        Weights.Save(loaded, folder["b.safetensors"]);

        File.ReadAllBytes(folder["b.safetensors"]).ShouldBe(File.ReadAllBytes(folder["a.safetensors"]));
        using var ids = SmallModels.Ids(1, 9);
        using var expected = saved.call(ids);
        using var actual = loaded.call(ids);
        actual.HasTheBytesOf(expected).ShouldBeTrue();
    }

    [Fact]
    public void Loading_is_seen_by_a_model_that_has_computed_in_bfloat16_before()
    {
        using var saved = SmallModels.CreateRough("llama", seed: 1);
        using var loaded = SmallModels.CreateRough("llama", seed: 2);
        saved.ComputeType = loaded.ComputeType = ScalarType.BFloat16;
        using var ids = SmallModels.Ids(1, 9);
        using (loaded.call(ids)) { }
        Weights.Save(saved, folder["model.safetensors"]);
        Weights.Load(loaded, folder["model.safetensors"]);
        using var expected = saved.call(ids);
        using var actual = loaded.call(ids);
        actual.HasTheBytesOf(expected).ShouldBeTrue();
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, 4e-3)]
    [InlineData(ScalarType.Float16, 1e-3)]
    [InlineData(ScalarType.Float64, 0)]
    public void Types_convert_both_ways(ScalarType type, double tolerance)
    {
        using var saved = SmallModels.CreateRough("llama", seed: 1);
        using var loaded = SmallModels.CreateRough("llama", seed: 2);
        Weights.Save(saved, folder["model.safetensors"], type);
        Weights.Load(loaded, folder["model.safetensors"]);
        loaded.HeadWeight.dtype.ShouldBe(ScalarType.Float32);
        loaded.HeadWeight.ShouldBeWithin(saved.HeadWeight, tolerance, "head");
    }

    [Fact]
    public void A_tensor_of_many_chunks_arrives_whole()
    {
        using var saved = new Linear(1031, 1033);
        using var loaded = new Linear(1031, 1033);
        saved.Refresh(1, 1);
        Weights.Save(saved, folder["model.safetensors"]);
        Weights.Load(loaded, folder["model.safetensors"]);
        loaded.weight.HasTheBytesOf(saved.weight).ShouldBeTrue();
    }

    [Fact]
    public void One_table_lists_all_that_does_not_fit_and_nothing_is_loaded()
    {
        using var other = new DocsLm(SmallModels.Llama with { Layers = 3, Hidden = 40 });
        using var model = SmallModels.CreateRough("llama");
        using var before = model.HeadWeight.clone();
        Weights.Save(model, folder["model.safetensors"]);
        Rewrite(folder["model.safetensors"], source => source.Name == "model.norm.weight"
            ? source with { Type = SafetensorsType.I32 }
            : source);

        var error = Should.Throw<WeightsException>(() => Weights.Load(other, folder["model.safetensors"]));
        error.Misfits.Count(misfit => misfit.Kind == MisfitKind.Missing).ShouldBe(9);
        error.Misfits.Count(misfit => misfit.Kind == MisfitKind.Misshapen).ShouldBe(6);
        error.Misfits.Single(misfit => misfit.Kind == MisfitKind.Mistyped).Name.ShouldBe("model.norm.weight");
        error.Misfits.Count.ShouldBe(16);
        error.Message.ShouldContain("model.safetensors does not fit DocsLm; nothing was loaded:");
        error.Message.Split('\n').Length.ShouldBe(17);
        error.Message.ShouldContain("  missing    model.layers.2.mlp.up_proj.weight");
        error.Message.ShouldContain("expected [40, 32], found F32 [48, 32]");

        var extra = Should.Throw<WeightsException>(() =>
        {
            Weights.Save(other, folder["other.safetensors"]);
            Weights.Load(model, folder["other.safetensors"]);
        });
        extra.Misfits.Count(misfit => misfit.Kind == MisfitKind.Extra).ShouldBe(9);
        model.HeadWeight.HasTheBytesOf(before).ShouldBeTrue();
    }

    [Fact]
    public void Checkpoints_of_others_may_hold_what_follows_from_the_rest()
    {
        using var gpt = SmallModels.CreateRough("gpt2", seed: 1);
        using var loaded = SmallModels.CreateRough("gpt2", seed: 2);
        var path = folder["model.safetensors"];
        Weights.Save(gpt, path);
        using (var file = SafetensorsFile.Open(path))
        {
            var head = file.Bytes(file.Find("transformer.wte.weight")!).ToArray();
            var sources = Sources(file).Select(source => source with { Name = source.Name["transformer.".Length..] }).ToList();
            sources.Add(new("lm_head.weight", SafetensorsType.F32, [61, 32], stream => stream.Write(head)));
            sources.Add(new("h.0.attn.bias", SafetensorsType.BOOL, [1, 1, 2, 2], stream => stream.Write([1, 0, 1, 1])));
            sources.Add(new("h.0.attn.masked_bias", SafetensorsType.F32, [], stream => stream.Write([0, 0, 0, 0])));
            SafetensorsWriter.Write(folder["old.safetensors"], sources);
        }
        Weights.Load(loaded, folder["old.safetensors"]);
        loaded.HeadWeight.HasTheBytesOf(gpt.HeadWeight).ShouldBeTrue();
    }

    [Fact]
    public void A_head_of_its_own_does_not_fit_a_tied_model()
    {
        using var model = SmallModels.Create("llama");
        var path = folder["model.safetensors"];
        Weights.Save(model, path);
        using (var file = SafetensorsFile.Open(path))
        {
            var zeros = new byte[61 * 32 * 4];
            SafetensorsWriter.Write(folder["untied.safetensors"],
                Sources(file).Append(new("lm_head.weight", SafetensorsType.F32, [61, 32], stream => stream.Write(zeros))));
        }
        Should.Throw<WeightsException>(() => Weights.Load(model, folder["untied.safetensors"]))
            .Misfits.ShouldHaveSingleItem().ShouldBe(new Misfit(MisfitKind.Extra, "lm_head.weight", null, "F32 [61, 32]"));
    }

    private void Rewrite(string path, Func<SafetensorsSource, SafetensorsSource> change)
    {
        var target = folder["rewritten.safetensors"];
        using (var file = SafetensorsFile.Open(path)) SafetensorsWriter.Write(target, Sources(file).Select(change));
        File.Move(target, path, overwrite: true);
    }

    private static IEnumerable<SafetensorsSource> Sources(SafetensorsFile file) => file.Tensors.Select(tensor =>
        new SafetensorsSource(tensor.Name, tensor.Type, tensor.Shape, stream => stream.Write(file.Bytes(tensor))));
}
