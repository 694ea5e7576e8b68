using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Adapters;

public sealed class AttachedAdapters
{
    public static TheoryData<string> Families => SmallModels.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Change_nothing_until_they_are_trained(string family)
    {
        using var model = SmallModels.CreateRough(family);
        using var ids = SmallModels.Ids(batch: 2, time: 9);
        using var before = model.call(ids);
        using var adapter = AdapterSet.Attach(model, AttachedModels.Lora);
        using var after = model.call(ids);
        after.HasTheBytesOf(before).ShouldBeTrue();
    }

    [Fact]
    public void Have_the_names_that_PEFT_gives_them()
    {
        using var model = SmallModels.Create("llama");
        using var adapter = AdapterSet.Attach(model, AttachedModels.Dora with { Targets = ["q_proj"], Rank = 3 });
        adapter.named_parameters().Take(3).Select(named => (named.name, string.Join(",", named.parameter.shape))).ShouldBe(
        [
            ("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", "3,32"),
            ("base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight", "32,3"),
            ("base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector", "32"),
        ]);
        adapter.Rows.Count.ShouldBe(SmallModels.Layers);
        adapter.Rows[1].ShouldBe(new("model.layers.1.self_attn.q_proj", 32, 32, 3, 8.0 / 3, (3 * 32 * 2) + 32, Turned: false));
        adapter.Trainable.ShouldBe(2 * 224);
        adapter.Total.ShouldBe(model.parameters().Sum(parameter => parameter.numel()) + 448);
    }

    [Fact]
    public void Freeze_the_model_and_thaw_it_when_the_last_one_goes()
    {
        using var model = SmallModels.Create("gpt2");
        model.parameters().First().requires_grad_(false);
        var first = AdapterSet.Attach(model, AttachedModels.Lora, "first");
        var second = AdapterSet.Attach(model, AttachedModels.Lora, "second");
        model.parameters().ShouldAllBe(parameter => !parameter.requires_grad);
        AdapterSet.Of(model).Select(set => set.Name).ShouldBe(["first", "second"]);
        first.Dispose();
        model.parameters().ShouldAllBe(parameter => !parameter.requires_grad);
        second.Dispose();
        model.parameters().Count(parameter => !parameter.requires_grad).ShouldBe(1);
        AdapterSet.Of(model).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("llama", "lora")]
    [InlineData("gpt2", "lora")]
    [InlineData("mixtral", "dora")]
    [InlineData("gpt2", "dora")]
    public void Are_gone_without_a_trace_when_disposed(string family, string kind)
    {
        using var model = SmallModels.CreateRough(family);
        using var ids = SmallModels.Ids(batch: 2, time: 9);
        using var before = model.call(ids);
        using (AttachedModels.AttachRough(model, AttachedModels.Options(kind)))
        {
            using var adapted = model.call(ids);
            Should.Throw<ShouldAssertException>(() => adapted.ShouldBeWithin(before, 1e-3, "logits"));
        }
        using var after = model.call(ids);
        after.HasTheBytesOf(before).ShouldBeTrue();
        model.parameters().ShouldAllBe(parameter => parameter.requires_grad);
    }

    [Fact]
    public void Leave_the_base_alone_while_they_are_disabled()
    {
        using var model = SmallModels.CreateRough("llama");
        using var ids = SmallModels.Ids(batch: 2, time: 9);
        using var bare = model.call(ids);
        using var adapter = AttachedModels.AttachRough(model, AttachedModels.Lora);
        using var adapted = model.call(ids);
        using (adapter.Disabled())
        using (adapter.Disabled())
        {
            using var within = model.call(ids);
            within.HasTheBytesOf(bare).ShouldBeTrue();
        }
        using var after = model.call(ids);
        after.HasTheBytesOf(adapted).ShouldBeTrue();
    }

    [Fact]
    public void Add_up_where_several_are_active()
    {
        using var model = SmallModels.CreateRough("llama");
        using var x = torch.randn([3, 32]);
        var projection = model.modules().OfType<Linear>().First();
        using var bare = projection.call(x);
        using var first = AttachedModels.AttachRough(model, AttachedModels.Dora, "first");
        using var one = projection.call(x);
        using var second = AttachedModels.AttachRough(model, AttachedModels.Lora, "second");
        using var both = projection.call(x);
        first.Active = false;
        using var other = projection.call(x);
        using var sum = one + other - bare;
        both.ShouldBeWithin(sum, 1e-6, "both");
        Should.Throw<ArgumentException>(() => AdapterSet.Attach(model, AttachedModels.Lora, "first")).Message.ShouldContain("'first'");
    }

    [Fact]
    public void Drop_channels_of_what_goes_into_A_while_training_alone()
    {
        using var model = SmallModels.CreateRough("llama");
        using var ids = SmallModels.Ids(batch: 2, time: 9);
        using var adapter = AttachedModels.AttachRough(model, AttachedModels.Lora with { Dropout = 0.5 });
        using var one = model.call(ids);
        using var other = model.call(ids);
        one.HasTheBytesOf(other).ShouldBeFalse();
        model.eval();
        using var still = model.call(ids);
        using var again = model.call(ids);
        still.HasTheBytesOf(again).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, 2.0)]
    [InlineData(true, 4.0)]
    public void Scale_by_alpha_over_the_rank_or_its_root(bool stabilized, double scale)
    {
        using var model = SmallModels.Create("llama");
        using var adapter = AdapterSet.Attach(model, AttachedModels.Lora with { RankStabilized = stabilized });
        adapter.Rows[0].Scale.ShouldBe(scale);
    }

    [Fact]
    public void Begin_uniform_or_normal()
    {
        using var model = SmallModels.Create("llama");
        using var uniform = AdapterSet.Attach(model, AttachedModels.Lora with { Rank = 64 }, "uniform");
        using var normal = AdapterSet.Attach(model, AttachedModels.Lora with { Rank = 64, Gaussian = true }, "normal");
        var a = uniform.parameters().First().data<float>().ToArray();
        a.Max(Math.Abs).ShouldBeInRange(0.95f / MathF.Sqrt(32), 1 / MathF.Sqrt(32));
        var g = normal.parameters().First().data<float>().ToArray();
        Math.Sqrt(g.Average(value => (double)value * value)).ShouldBe(1.0 / 64, tolerance: 0.001);
    }
}
