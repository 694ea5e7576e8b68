using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Adapters;

/// <summary>Weights that an adapter keeps in NF4.</summary>
public sealed class QuantizedBases
{
    private static readonly AdapterOptions Qlora = AttachedModels.Options("qlora");

    [Theory]
    [InlineData("llama")]
    [InlineData("gpt2")]
    public void Compute_with_what_their_codes_stand_for(string family)
    {
        using var model = SmallModels.CreateRough(family);
        using var twin = SmallModels.CreateRough(family);
        using (torch.no_grad())
            foreach (var (_, projection) in AdapterTargets.Of(twin, []))
            {
                using var rows = family == "gpt2" ? projection.weight.t() : projection.weight.alias();
                using var nf4 = Nf4Weight.Quantize(rows);
                using var decoded = nf4.Decode();
                rows.copy_(decoded);
            }
        using var ids = SmallModels.Ids(batch: 2, time: 9);
        using var expected = twin.call(ids);
        using var adapter = AdapterSet.Attach(model, Qlora);
        using var logits = model.call(ids);
        logits.ShouldBeWithin(expected, 1e-5, "logits");
    }

    [Fact]
    public void Are_no_longer_there_in_full()
    {
        using var model = SmallModels.Create("llama");
        var numbers = model.parameters().Sum(parameter => parameter.numel());
        var projection = AdapterTargets.Of(model, [])[0].Projection;
        var weight = projection.weight;
        using var adapter = AdapterSet.Attach(model, Qlora);
        weight.IsInvalid.ShouldBeTrue();
        model.parameters().Sum(parameter => parameter.numel()).ShouldBe(numbers - (2 * 32 * ((2 * 32) + (2 * 16) + (3 * 48))));
        adapter.Total.ShouldBe(numbers + adapter.Trainable);
        Should.Throw<InvalidOperationException>(() => projection.weight).Message.ShouldContain("NF4");
    }

    [Fact]
    public void Serve_several_adapters_and_outlive_them()
    {
        using var model = SmallModels.CreateRough("llama");
        using var ids = SmallModels.Ids(batch: 2, time: 9);
        var first = AdapterSet.Attach(model, Qlora, "first");
        using var bare = model.call(ids);
        using var second = AttachedModels.AttachRough(model, Qlora, "second");
        first.Dispose();
        using (second.Disabled())
        {
            using var again = model.call(ids);
            again.HasTheBytesOf(bare).ShouldBeTrue();
        }
        second.Merge();
        model.parameters().ShouldAllBe(parameter => parameter.requires_grad);
    }

    [Fact]
    public void Stay_frozen_when_one_of_several_adapters_is_merged()
    {
        using var model = SmallModels.CreateRough("gpt2");
        using var ids = SmallModels.Ids(batch: 2, time: 9);
        var first = AttachedModels.AttachRough(model, Qlora, "first");
        using var second = AttachedModels.AttachRough(model, AttachedModels.Lora, "second");
        using var before = model.call(ids);
        first.Merge();
        using var after = model.call(ids);
        after.ShouldBeWithin(before, 1e-5, "logits");
        model.parameters().ShouldAllBe(parameter => !parameter.requires_grad);
        second.Dispose();
        model.parameters().ShouldAllBe(parameter => parameter.requires_grad);
    }
}
