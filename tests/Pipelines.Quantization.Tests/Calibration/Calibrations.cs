using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests;

public sealed class Calibrations
{
    public static TheoryData<string> Models =>
        [SmallModel.Llama, SmallModel.Untied, SmallModel.Gpt2, SmallModel.Mixtral, SmallModel.Mamba];

    [Theory]
    [MemberData(nameof(Models))]
    public void Importance_and_Hessian_are_what_plain_sums_over_the_inputs_give(string yaml)
    {
        using var model = SmallModel.Of(yaml);
        using var ids = SmallModel.Ids(3, 20);
        var inputs = Inputs(model, ids);
        using var calibration = Calibration.Collect(model, [ids], CalibrationNeeds.Hessian);

        calibration.Tokens.ShouldBe(60);
        calibration.Weights.ShouldBe(inputs.Keys.Select(path => $"{path}.weight"), ignoreOrder: true);
        calibration.Weights.ShouldBeSubsetOf(model.named_parameters().Select(named => named.name));
        foreach (var (path, rows) in inputs)
        {
            calibration.Rows($"{path}.weight").ShouldBe(rows.Count);
            Near(calibration.Importance($"{path}.weight")!, Mean(rows, (row, i) => row[i] * row[i]), path);
            using var hessian = calibration.Hessian($"{path}.weight")!;
            for (var j = 0; j < rows[0].Length; j += 7)
                Near(hessian[j].data<double>().Select(value => (float)value), Mean(rows, (row, i) => row[i] * row[j]), path);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void How_texts_are_cut_into_batches_makes_no_difference(string yaml)
    {
        using var model = SmallModel.Of(yaml);
        using var ids = SmallModel.Ids(6, 20);
        using var whole = Calibration.Collect(model, [ids], CalibrationNeeds.Hessian);
        using var cut = Calibration.Collect(model, ids.split(1, 0), CalibrationNeeds.Hessian);
        cut.Tokens.ShouldBe(whole.Tokens);
        foreach (var name in whole.Weights)
        {
            cut.Rows(name).ShouldBe(whole.Rows(name));
            Near(cut.Importance(name)!, whole.Importance(name)!, name);
            using var difference = cut.Hessian(name)! - whole.Hessian(name)!;
            difference.abs().max().item<double>().ShouldBeLessThan(1e-5, name);
        }
    }

    [Fact]
    public void Importance_alone_is_the_same_without_a_Hessian()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        using var ids = SmallModel.Ids(2, 20);
        using var both = Calibration.Collect(model, [ids], CalibrationNeeds.Hessian);
        using var alone = Calibration.Collect(model, [ids], CalibrationNeeds.Importance);
        foreach (var name in both.Weights)
        {
            Near(alone.Importance(name)!, both.Importance(name)!, name);
            alone.Hessian(name).ShouldBeNull();
        }
    }

    [Fact]
    public void The_head_goes_by_the_name_of_its_weight()
    {
        using var ids = SmallModel.Ids(2, 20);
        foreach (var (yaml, name) in new[] { (SmallModel.Llama, "model.embed_tokens.weight"), (SmallModel.Untied, "lm_head.weight") })
        {
            using var model = SmallModel.Of(yaml);
            using var calibration = Calibration.Collect(model, [ids], CalibrationNeeds.Importance);
            using var untracked = torch.no_grad();
            using var h = model.hidden(ids);
            Near(calibration.Importance(name)!, h.square().mean([0L, 1L]).data<float>().ToArray(), name);
        }
    }

    [Fact]
    public void An_expert_counts_the_tokens_that_are_sent_to_it()
    {
        using var model = SmallModel.Of(SmallModel.Mixtral);
        using var ids = SmallModel.Ids(1, 2);
        using var calibration = Calibration.Collect(model, [ids], CalibrationNeeds.Importance);
        string[] experts = [.. Enumerable.Range(0, 4).Select(i => $"model.layers.0.block_sparse_moe.experts.{i}.w1.weight")];
        experts.Sum(calibration.Rows).ShouldBe(2 * 2);
        foreach (var expert in experts) (calibration.Importance(expert) is null).ShouldBe(calibration.Rows(expert) == 0);
        calibration.Importance("model.nothing.weight").ShouldBeNull();
    }

    [Fact]
    public void What_an_adapter_adds_changes_the_layers_above_and_no_name()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        using var ids = SmallModel.Ids(2, 20);
        using var before = Calibration.Collect(model, [ids], CalibrationNeeds.Importance);
        using var adapter = AdapterSet.Attach(model, new AdapterOptions(4, 8, 0, ["q_proj"], false, false, false, false));
        using (torch.no_grad())
            foreach (var parameter in adapter.parameters()) nn.init.normal_(parameter, 0, 0.5);
        using var after = Calibration.Collect(model, [ids], CalibrationNeeds.Importance);
        after.Weights.ShouldBe(before.Weights);
        Near(after.Importance("model.layers.0.self_attn.q_proj.weight")!, before.Importance("model.layers.0.self_attn.q_proj.weight")!, "");
        after.Importance("model.layers.1.mlp.up_proj.weight").ShouldNotBe(before.Importance("model.layers.1.mlp.up_proj.weight"));
    }

    [Fact]
    public void The_model_is_as_it_was_afterwards()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        using var ids = SmallModel.Ids(2, 20);
        model.train();
        Calibration.Collect(model, [ids], CalibrationNeeds.Hessian).Dispose();
        model.training.ShouldBeTrue();
        torch.is_grad_enabled().ShouldBeTrue();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = torch.Tensor.TotalCount;
        Calibration.Collect(model, [ids], CalibrationNeeds.Hessian).Dispose();
        model.forward(ids).Dispose();
        torch.Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void Without_text_there_is_nothing_to_calibrate_with()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        Should.Throw<ArgumentException>(() => Calibration.Collect(model, [], CalibrationNeeds.Importance)).Message
            .ShouldStartWith("there is no text to calibrate with");
    }

    [Fact]
    public void Activations_that_are_not_finite_are_refused_by_the_name_of_their_layer()
    {
        using var model = SmallModel.Of(SmallModel.Llama);
        using var ids = SmallModel.Ids(1, 20);
        using (torch.no_grad())
            model.named_parameters().First(named => named.name == "model.layers.1.self_attn.o_proj.weight").parameter.fill_(float.NaN);
        Should.Throw<InvalidOperationException>(() => Calibration.Collect(model, [ids], CalibrationNeeds.Importance)).Message
            .ShouldBe("what goes into model.layers.1.mlp.gate_proj is not finite: the model overflows on the text of the calibration");
    }

    /// <summary>Every row that goes into each layer, and into the head.</summary>
    private static Dictionary<string, List<float[]>> Inputs(LanguageModel model, Tensor ids)
    {
        var inputs = new Dictionary<string, List<float[]>>();
        var hooks = CalibratedLayers.Of(model).Select(layer => layer.Layer.register_forward_pre_hook((_, x) =>
        {
            Note(layer.Path, x);
            return null!;
        })).ToList();
        using (torch.no_grad())
        using (var h = model.hidden(ids)) Note(CalibratedLayers.HeadOf(model), h);
        hooks.ForEach(hook => hook.remove());
        return inputs;

        void Note(string path, Tensor x)
        {
            using var flat = x.reshape(-1, x.shape[^1]);
            if (!inputs.TryGetValue(path, out var rows)) inputs[path] = rows = [];
            for (var i = 0; i < flat.shape[0]; i++) rows.Add(flat[i].data<float>().ToArray());
        }
    }

    private static float[] Mean(List<float[]> rows, Func<float[], int, double> value) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(i => (float)rows.Average(row => value(row, i)))];

    private static void Near(IEnumerable<float> actual, IEnumerable<float> expected, string what)
    {
        foreach (var (a, e) in actual.Zip(expected)) Math.Abs(a - e).ShouldBeLessThan(1e-5f * Math.Max(1, Math.Abs(e)), what);
    }
}
