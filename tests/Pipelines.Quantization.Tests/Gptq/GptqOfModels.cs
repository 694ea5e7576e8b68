using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests;

public sealed class GptqOfModels
{
    private static readonly GptqSpec settings = new(16, ActOrder: true, 0.01);

    public static TheoryData<string> Models =>
        [SmallModel.Llama, SmallModel.Untied, SmallModel.Gpt2, SmallModel.Mixtral, SmallModel.Mamba];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_trained_model_loses_less_perplexity_than_when_weights_are_rounded_to_nearest(bool actOrder)
    {
        using var whole = TrainedModel.Create();
        using var nearest = TrainedModel.Create();
        using var solved = TrainedModel.Create();
        using var text = TrainedModel.Text(64, seed: 2_000_000);
        Gptq.RoundToNearest(nearest, group: 32);
        Gptq.Quantize(solved, text.split(16, 0), settings with { Group = 32, ActOrder = actOrder });
        var (before, rounded, after) = (TrainedModel.Perplexity(whole), TrainedModel.Perplexity(nearest), TrainedModel.Perplexity(solved));
        before.ShouldBeLessThan(2.2, "it has learned the language, whose tokens an untrained model finds at 61");
        (after - before).ShouldBeLessThan(0.8 * (rounded - before), $"{before} before, {rounded} to nearest, {after} by GPTQ");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_computes_with_what_its_matrices_decode_to(string yaml)
    {
        using var model = SmallModel.Of(yaml);
        using var before = SmallModel.Of(yaml);
        using var ids = SmallModel.Ids(4, 20);
        var told = new List<string>();
        var targets = AdapterTargets.Of(model, []);
        var expected = targets.Where(target => target.Projection.Outputs % 8 == 0).Select(target => target.Path).ToArray();
        var weights = Gptq.Quantize(model, ids.split(2, 0), settings, (path, count) =>
        {
            told.Add(path);
            count.ShouldBe(expected.Length);
        });
        told.ShouldBe(expected, ignoreOrder: true);
        (targets.Count > expected.Length).ShouldBe(yaml == SmallModel.Mamba, "its x_proj has 18 rows");
        weights.Matrices.Keys.ShouldBe(told, ignoreOrder: true);
        var was = before.state_dict();
        foreach (var (name, tensor) in model.state_dict())
        {
            var matrix = name.EndsWith(".weight", StringComparison.Ordinal) ? weights.Matrices.GetValueOrDefault(name[..^7]) : null;
            using var rounded = matrix?.Decode() ?? was[name].alias();
            using var whole = matrix is not null && yaml == SmallModel.Gpt2 ? rounded.t() : rounded.alias();
            tensor.equal(whole).all().item<bool>().ShouldBeTrue(name);
            if (matrix is not null) tensor.equal(was[name]).all().item<bool>().ShouldBeFalse(name);
        }
    }

    [Fact]
    public void Projections_of_the_same_input_have_their_columns_in_the_same_groups()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        using var ids = SmallModel.Ids(4, 20);
        var matrices = Gptq.Quantize(model, [ids], settings).Matrices;
        foreach (var layer in (string[])["model.layers.0", "model.layers.1"])
        {
            var queries = matrices[$"{layer}.self_attn.q_proj"].GroupOf;
            queries.ShouldNotBe([.. queries.Order()]);
            matrices[$"{layer}.self_attn.k_proj"].GroupOf.ShouldBe(queries);
            matrices[$"{layer}.self_attn.v_proj"].GroupOf.ShouldBe(queries);
            matrices[$"{layer}.mlp.up_proj"].GroupOf.ShouldBe(matrices[$"{layer}.mlp.gate_proj"].GroupOf);
        }
    }

    [Fact]
    public void A_layer_is_rounded_by_what_the_rounded_ones_before_it_give()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        using var ids = SmallModel.Ids(4, 20);
        var matrices = Gptq.Quantize(model, [ids], settings).Matrices;
        const string last = "model.layers.1.mlp.down_proj";
        using var original = SmallModel.Of(SmallModel.Llama);
        var weight = original.state_dict()[$"{last}.weight"];

        // All that comes before the last projection is rounded in both, so that the same goes into it.
        using var after = Calibration.Collect(model, [ids], CalibrationNeeds.Hessian);
        using var seen = after.Hessian($"{last}.weight");
        GptqRounding.Round(weight, seen, settings).Codes.ShouldBe(matrices[last].Codes);
        using var before = Calibration.Collect(original, [ids], CalibrationNeeds.Hessian);
        using var unseen = before.Hessian($"{last}.weight");
        GptqRounding.Round(weight, unseen, settings).Codes.ShouldNotBe(matrices[last].Codes);
    }

    [Fact]
    public void An_expert_that_no_token_reaches_is_rounded_to_nearest()
    {
        using var model = SmallModel.Of(SmallModel.Mixtral);
        using var original = SmallModel.Of(SmallModel.Mixtral);
        using var ids = SmallModel.Ids(1, 1);
        using var calibration = Calibration.Collect(original, [ids], CalibrationNeeds.Importance);
        var matrices = Gptq.Quantize(model, [ids], settings).Matrices;
        var was = original.state_dict();
        var idle = matrices.Keys.Where(path => path.StartsWith("model.layers.0", StringComparison.Ordinal))
            .Where(path => calibration.Rows($"{path}.weight") == 0).ToArray();
        idle.Length.ShouldBe(2 * 3);
        foreach (var path in idle)
            matrices[path].Codes.ShouldBe(GptqRounding.Round(was[$"{path}.weight"], null, settings).Codes, path);
    }

    [Fact]
    public void No_tensor_is_left_over()
    {
        using var model = SmallModel.Of(SmallModel.Mixtral);
        using var ids = SmallModel.Ids(2, 10);
        Gptq.Quantize(model, [ids], settings);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = torch.Tensor.TotalCount;
        Gptq.Quantize(model, [ids], settings);
        torch.Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void A_width_that_groups_do_not_divide_is_refused_before_anything_is_rounded()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        using var ids = SmallModel.Ids(2, 10);
        Should.Throw<NotSupportedException>(() => Gptq.Quantize(model, [ids], settings with { Group = 32 })).Message
            .ShouldBe("model.layers.0.mlp.down_proj has 48 columns, which groups of 32 do not divide");
        using var before = SmallModel.Of(SmallModel.Llama);
        var was = before.state_dict();
        foreach (var (name, tensor) in model.state_dict()) tensor.equal(was[name]).all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Adapters_are_to_be_merged_first()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        using var ids = SmallModel.Ids(2, 10);
        using var adapter = AdapterSet.Attach(model, new AdapterOptions(4, 8, 0, [], false, false, false, false));
        Should.Throw<NotSupportedException>(() => Gptq.Quantize(model, [ids], settings)).Message.ShouldContain("merge them first");
    }

    [Fact]
    public void Without_text_there_is_nothing_to_round_by()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        Should.Throw<ArgumentException>(() => Gptq.Quantize(model, [], settings)).Message
            .ShouldStartWith("there is no text to calibrate with");
    }
}
