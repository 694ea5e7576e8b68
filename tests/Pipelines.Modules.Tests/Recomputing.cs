using Pipelines.Modules.Tests.Adapters;
using Quickstart;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>Blocks that compute their activations again in the backward pass.</summary>
public sealed class Recomputing
{
    public static TheoryData<string> Families => SmallModels.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Gradients_are_the_same_bits(string family)
    {
        using var model = SmallModels.CreateRough(family);
        model.train();
        ShouldNotChange(model, SmallModels.Segments([5, 24, 17], 24));
        model.ComputeType = ScalarType.BFloat16;
        ShouldNotChange(model, null);
    }

    [Fact]
    public void Dropout_drops_the_same_in_both_runs_and_the_numbers_after_it_are_the_same()
    {
        manual_seed(1).Dispose();
        using var model = new DocsLm(SmallModels.Llama with { Dropout = 0.3 });
        model.train();
        ShouldNotChange(model, null);
    }

    [Fact]
    public void An_encoder_recomputes_too()
    {
        using var model = SmallModels.CreateBert();
        model.train();
        ShouldNotChange(model, SmallModels.Segments([5, 24, 17], 24));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Frozen_parameters_get_no_gradient_and_the_others_theirs(string family)
    {
        using var model = SmallModels.CreateRough(family);
        model.train();
        var place = 0;
        foreach (var parameter in model.parameters()) parameter.requires_grad = ++place % 3 == 0;    // the embedding is not
        ShouldNotChange(model, null);
    }

    [Theory]
    [InlineData("llama", "lora")]
    [InlineData("llama", "dora")]
    [InlineData("llama", "qlora")]
    [InlineData("mixtral", "lora")]
    public void Adapters_get_their_gradients_beside_frozen_weights(string family, string kind)
    {
        using var model = SmallModels.CreateRough(family);
        using var adapter = AttachedModels.AttachRough(model, AttachedModels.Options(kind));
        model.train();
        ShouldNotChange(model, SmallModels.Segments([5, 24, 17], 24), adapter);
        foreach (var parameter in adapter.parameters()) parameter.grad.ShouldNotBeNull();
    }

    [Fact]
    public void It_keeps_a_fraction_of_the_memory()
    {
        manual_seed(1).Dispose();
        using var model = new DocsLm(new DocsLm.Options(
            Vocab: 64, Context: 256, Dim: 64, Layers: 8, Heads: 4, KvHeads: 4, HeadDim: 16, Hidden: 256));
        var whole = Kept(model);
        model.Recompute = true;
        var recomputed = Kept(model);

        // 8 blocks of 4 · 64 + 2 · 64 + 2 · 64 + 3 · 256 numbers a token, of which 64 are its input.
        recomputed.ShouldBeLessThan(whole / 8);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void No_tensor_is_left_behind(string family)
    {
        using var model = SmallModels.Create(family);
        using var ids = SmallModels.Ids(2, 12);
        using var segments = SmallModels.Segments([5, 12], 12);
        model.Recompute = true;
        model.train();
        Lifetimes.Flat(() =>
        {
            using (var loss = model.loss(ids, ids, segments)) loss.backward();
            model.loss(ids, ids).Dispose();    // a graph that nobody goes back through
            model.zero_grad();
        });
    }

    /// <summary>Bytes that the graph of a loss holds.</summary>
    private static long Kept(DocsLm model)
    {
        using var ids = SmallModels.Ids(4, 256);
        model.loss(ids, ids).Dispose();
        var before = LiveBytes.Count();
        using var loss = model.loss(ids, ids);
        return LiveBytes.Count() - before;
    }

    private static void ShouldNotChange(LanguageModel model, Tensor? segments, AdapterSet? adapter = null)
    {
        using var scope = NewDisposeScope();
        var (ids, targets) = (SmallModels.Ids(3, 24), SmallModels.Ids(3, 24, seed: 3));
        var (loss, gradients, next) = Step(false);
        var (again, recomputed, after) = Step(true);

        again.HasTheBytesOf(loss).ShouldBeTrue("loss");
        after.HasTheBytesOf(next).ShouldBeTrue("the generator");
        foreach (var (name, gradient) in gradients)
            if (gradient is null) recomputed[name].ShouldBeNull(name);
            else recomputed[name].ShouldNotBeNull(name).HasTheBytesOf(gradient).ShouldBeTrue(name);
        if (segments is not null) segments.Dispose();

        (Tensor, Dictionary<string, Tensor?>, Tensor) Step(bool recompute)
        {
            model.Recompute = recompute;
            model.zero_grad();
            adapter?.zero_grad();
            manual_seed(7).Dispose();
            Tensor sum;
            using (var own = segments?.clone()) sum = model.loss(ids, targets, own);    // gone before the backward pass
            sum.backward();
            var parameters = model.named_parameters().Concat(adapter?.named_parameters() ?? []);
            return (sum, parameters.ToDictionary(entry => entry.name, entry => entry.parameter.grad?.clone()), rand(3));
        }
    }
}
