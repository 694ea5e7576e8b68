using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>Names, state, modes and moves of modules.</summary>
public sealed class Modules
{
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        public readonly Linear q_proj = nn.Linear(4, 4, hasBias: false);
        public readonly LayerNorm norm = nn.LayerNorm(4);
        public readonly Parameter scale = nn.Parameter(ones(1));

        public Block() : base(nameof(Block))
        {
            register_parameter("scale", scale);
            register_buffer("steps", zeros(1, int64));
            register_buffer("cache", zeros(2), persistent: false);
            register_module("q_proj", q_proj);
            register_module("norm", norm);
        }

        public override Tensor forward(Tensor input)
        {
            using var projected = q_proj.call(input);
            using var normed = norm.call(projected);
            return normed * scale;
        }
    }

    [Fact]
    public void Names_are_dotted_and_in_order_of_registration()
    {
        using var model = nn.Sequential(("embed", nn.Linear(4, 4)), ("block", new Block()));
        model.named_parameters().Select(named => named.name).ShouldBe(
            ["embed.weight", "embed.bias", "block.scale", "block.q_proj.weight", "block.norm.weight", "block.norm.bias"]);
        model.named_buffers().Select(named => named.name).ShouldBe(["block.steps", "block.cache"]);
        model.state_dict().Keys.ShouldBe(
            [
                "embed.weight", "embed.bias", "block.scale", "block.steps", "block.q_proj.weight", "block.norm.weight", "block.norm.bias",
            ],
            ignoreOrder: true);
        model.named_modules().Select(named => named.name).ShouldBe(["embed", "block", "block.q_proj", "block.norm"], ignoreOrder: true);
    }

    [Fact]
    public void What_is_listed_can_be_listed_again()
    {
        using var model = nn.Sequential(("embed", nn.Linear(4, 4)), ("block", new Block()));
        var (modules, parameters) = (model.modules(), model.parameters());
        modules.Count().ShouldBe(modules.Count());
        parameters.Count().ShouldBe(6);
        parameters.Count().ShouldBe(6);
    }

    [Fact]
    public void A_shared_parameter_is_named_once()
    {
        using var first = nn.Linear(3, 3, hasBias: false);
        using var model = nn.Sequential(("a", first), ("b", nn.Linear(first.weight)));
        model.parameters().Count().ShouldBe(1);
        model.state_dict().Keys.ShouldBe(["a.weight", "b.weight"]);
    }

    [Fact]
    public void State_is_copied_in()
    {
        using var source = new Block();
        using var target = new Block();
        using var x = randn(2, 4);
        target.load_state_dict(source.state_dict());
        using var expected = source.call(x);
        using var actual = target.call(x);
        actual.Equals(expected).ShouldBeTrue();
        target.scale.requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void State_of_other_names_is_refused()
    {
        using var model = new Block();
        var state = model.state_dict();
        state.Remove("scale");
        state["stray"] = model.scale;
        Should.Throw<InvalidOperationException>(() => model.load_state_dict(state)).Message.ShouldContain("stray");
        var (missing, unexpected) = model.load_state_dict(state, strict: false);
        missing.ShouldBe(["scale"]);
        unexpected.ShouldBe(["stray"]);
    }

    [Theory]
    [InlineData("with.dot")]
    [InlineData("")]
    public void A_module_name_has_no_dot_and_is_not_empty(string name)
    {
        using var model = new Block();
        using var child = nn.Linear(1, 1);
        Should.Throw<ArgumentException>(() => model.register_module(name, child));
    }

    [Fact]
    public void A_name_is_registered_once()
    {
        using var model = new Block();
        Should.Throw<InvalidOperationException>(() => model.register_parameter("scale", nn.Parameter(ones(1))));
        Should.Throw<InvalidOperationException>(() => nn.ReLU().register_buffer("x", ones(1)));
    }

    [Fact]
    public void Modes_reach_every_module_below()
    {
        using var model = nn.Sequential(nn.Dropout(0.5), nn.Sequential(nn.Dropout(0.5)));
        model.eval();
        model.modules().ShouldAllBe(module => !module.training);
        using var x = ones(100);
        using var same = model.call(x);
        same.Equals(x).ShouldBeTrue();
        model.train();
        model.modules().ShouldAllBe(module => module.training);
    }

    [Fact]
    public void A_move_keeps_parameters_the_same_objects()
    {
        using var model = new Block();
        var scale = model.scale;
        model.to(bfloat16);
        scale.dtype.ShouldBe(bfloat16);
        model.scale.ShouldBeSameAs(scale);
        model.get_buffer("steps")!.dtype.ShouldBe(int64);
        model.to(float32).parameters().ShouldAllBe(parameter => parameter.dtype == ScalarType.Float32 && parameter.requires_grad);
    }

    [Fact]
    public void Hooks_see_and_change_a_call()
    {
        using var model = nn.Linear(2, 2);
        var seen = 0;
        var before = model.register_forward_pre_hook((module, input) => { seen++; return input; });
        var after = model.register_forward_hook((module, input, output) => output * 0);
        using var x = ones(1, 2);
        using (var silenced = model.call(x)) silenced.abs().sum().item<float>().ShouldBe(0);
        before.remove();
        after.remove();
        using var plain = model.call(x);
        plain.abs().sum().item<float>().ShouldNotBe(0);
        seen.ShouldBe(1);
    }

    [Fact]
    public void Disposing_a_module_frees_all_that_it_holds()
    {
        var before = Tensor.TotalCount;
        var model = nn.Sequential(new Block(), nn.Linear(4, 4), nn.Embedding(3, 4), nn.Conv1d(2, 2, 3));
        Tensor.TotalCount.ShouldBe(before + 5 + 2 + 1 + 2 + 1);
        model.Dispose();
        Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void What_a_module_holds_outlives_the_scope_it_was_made_in()
    {
        Block model;
        using (NewDisposeScope()) model = new Block();
        model.parameters().ShouldAllBe(parameter => !parameter.IsInvalid);
        model.Dispose();
    }

    [Fact]
    public void Gradients_are_dropped_or_zeroed()
    {
        using var model = nn.Linear(2, 1);
        using var x = ones(1, 2);
        using (var y = model.call(x)) y.backward();
        model.zero_grad(set_to_none: false);
        using (var zeroed = model.weight.grad!) zeroed.abs().sum().item<float>().ShouldBe(0);
        model.zero_grad();
        model.weight.grad.ShouldBeNull();
    }

    [Fact]
    public void Lists_and_dictionaries_register_what_they_hold()
    {
        using var list = new ModuleList<Linear>(nn.Linear(1, 2), nn.Linear(2, 3));
        list.append(nn.Linear(3, 4));
        list.named_parameters().Select(named => named.name).First().ShouldBe("0.weight");
        (list.Count, list[2].out_features).ShouldBe((3, 4));
        using var dictionary = nn.ModuleDict(("up", nn.Linear(1, 2)), ("down", nn.Linear(2, 1)));
        dictionary.state_dict().Keys.ShouldBe(["up.weight", "up.bias", "down.weight", "down.bias"]);
        dictionary["down"].in_features.ShouldBe(2);
    }

    [Fact]
    public void What_changes_in_lists_and_dictionaries_changes_the_names()
    {
        using var scope = NewDisposeScope();
        Linear[] made = [nn.Linear(1, 1), nn.Linear(2, 2), nn.Linear(3, 3)];
        using var list = new ModuleList<Linear>(made[0], made[1]);
        list.Insert(0, made[2]);
        list.Remove(made[0]).ShouldBeTrue();
        list.named_children().ShouldBe([("0", (nn.Module)made[2]), ("1", made[1])]);
        list[1] = made[0];
        list.named_children().ShouldBe([("0", (nn.Module)made[2]), ("1", made[0])]);

        using var dictionary = nn.ModuleDict(("up", made[0]), ("down", made[1]));
        dictionary["up"] = made[2];
        dictionary.Insert(1, ("gate", made[0]));
        dictionary.named_children().ShouldBe([("up", (nn.Module)made[2]), ("gate", made[0]), ("down", made[1])]);
        dictionary.ToArray<(string, Linear)>().ShouldBe([("up", made[2]), ("gate", made[0]), ("down", made[1])]);
        (dictionary.Remove(("down", made[0])), dictionary.Remove(("gate", made[0])), dictionary[1]).ShouldBe((false, true, ("down", made[1])));
    }

    [Fact]
    public void A_weight_that_is_set_takes_the_place_of_the_old_one()
    {
        using var layer = nn.Linear(3, 2);
        var (old, next) = (layer.weight, new Parameter(ones(2, 3)));
        layer.weight = next;
        layer.bias = null;
        old.IsInvalid.ShouldBeTrue();
        layer.parameters().Single().ShouldBeSameAs(next);
        using var x = ones(1, 3);
        using var y = layer.call(x);
        y.data<float>().ToArray().ShouldBe([3, 3]);
        layer.weight = next;
        next.IsInvalid.ShouldBeFalse();
    }
}
