using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Packed;

/// <summary>Models whose projections and embeddings compute with packed weights.</summary>
public sealed class PackedModels
{
    public static TheoryData<string> Families => SmallModels.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Compute_what_their_parameters_did(string family)
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        using var model = SmallModels.CreateRough(family);
        using var twin = SmallModels.CreateRough(family);
        var packed = Pack(twin);
        twin.named_parameters().Select(named => named.name).ShouldAllBe(name => !packed.ContainsKey(name));
        model.eval();
        twin.eval();

        var (ids, targets) = (SmallModels.Ids(batch: 2, time: 9), SmallModels.Ids(batch: 2, time: 9, seed: 3));
        targets[0, 3] = torch.tensor(-100L);
        twin.call(ids).ShouldBeWithin(model.call(ids), 2e-5, "logits");
        twin.loss(ids, targets).ShouldBeWithin(model.loss(ids, targets), 2e-5, "loss");
        var ((logs, spread), (expected, entropies)) = (twin.log_probs(ids, targets), model.log_probs(ids, targets));
        logs.ShouldBeWithin(expected, 2e-5, "log probabilities");
        spread.ShouldBeWithin(entropies, 2e-5, "entropies");
        packed.Values.ShouldAllBe(weight => weight.IsUsed);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Are_read_in_steps(string family)
    {
        using var scope = torch.NewDisposeScope();
        using var model = SmallModels.CreateRough(family);
        using var twin = SmallModels.CreateRough(family);
        Pack(twin);
        using var state = model.NewState(1);
        using var other = twin.NewState(1);
        var ids = SmallModels.Ids(batch: 1, time: 7);
        foreach (var (at, count) in new[] { (0, 4), (4, 1), (5, 2) })
        {
            var expected = model.decode(ids.narrow(1, at, count), state);
            twin.decode(ids.narrow(1, at, count), other).ShouldBeWithin(expected, 2e-5, $"from {at}");
        }
    }

    [Fact]
    public void Encode()
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        using var model = SmallModels.CreateBert();
        using var twin = SmallModels.CreateBert();
        Pack(twin, name => !name.Contains("token_type", StringComparison.Ordinal));
        var (ids, targets) = (SmallModels.Ids(batch: 2, time: 9), SmallModels.Ids(batch: 2, time: 9, seed: 3));
        twin.call(ids).ShouldBeWithin(model.call(ids), 2e-5, "logits");
        twin.loss(ids, targets).ShouldBeWithin(model.loss(ids, targets), 2e-5, "loss");
        twin.embed(ids).ShouldBeWithin(model.embed(ids), 2e-5, "vectors");
    }

    [Fact]
    public void Live_on_the_CPU_though_their_head_is_no_parameter()
    {
        using var model = SmallModels.Create("llama");
        Pack(model);
        model.Device.type.ShouldBe(DeviceType.CPU);
        Should.Throw<InvalidOperationException>(() => model.HeadWeight).Message.ShouldContain("packed");
    }

    [Fact]
    public void Hold_the_loss_without_holding_all_logits()
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        const int vocab = 1 << 17, tokens = 75;    // 32 rows at a time
        using var head = new PlainMatrix(torch.randn(vocab, 4));
        var (rows, targets) = (torch.randn(tokens, 4), torch.randint(0, vocab, [tokens], dtype: ScalarType.Int64));
        var expected = nn.functional.cross_entropy(head.Product(rows), targets, reduction: nn.Reduction.Sum);
        PackedLikelihood.CrossEntropy(rows, head, targets, softcap: 0, bias: null).ShouldBeWithin(expected, 1e-5, "loss");
    }

    [Fact]
    public void Refuse_to_learn()
    {
        using var model = SmallModels.Create("untied llama");
        Pack(model, name => name != "model.embed_tokens.weight");
        using var ids = SmallModels.Ids(batch: 1, time: 4);
        Should.Throw<InvalidOperationException>(() => model.call(ids)).Message.ShouldContain("no gradient goes through packed weights");
        Should.Throw<ArgumentException>(() => AdapterSet.Attach(model, Adapters.AttachedModels.Lora)).Message.ShouldContain("is packed");
    }

    [Fact]
    public void Are_told_all_that_does_not_fit_before_anything_changes()
    {
        using var scope = torch.NewDisposeScope();
        using var model = SmallModels.Create("llama");
        var packed = new Dictionary<string, PackedWeight>
        {
            ["model.layers.0.mlp.down_proj.weight"] = new PlainMatrix(torch.zeros(48, 32)),
            ["model.layers.0.mlp.other.weight"] = new PlainMatrix(torch.zeros(32, 48)),
        };
        var others = model.state_dict().Where(pair => pair.Key.EndsWith("norm.weight", StringComparison.Ordinal)).ToDictionary();
        var refused = Should.Throw<WeightsException>(() => PackedWeights.Load(model, packed, others, "small.gguf"));
        refused.Misfits.ShouldContain(new Misfit(MisfitKind.Misshapen, "model.layers.0.mlp.down_proj.weight", "[32, 48]", "[48, 32]"));
        refused.Misfits.ShouldContain(new Misfit(MisfitKind.Extra, "model.layers.0.mlp.other.weight", null, "packed [32, 48]"));
        refused.Misfits.ShouldContain(new Misfit(MisfitKind.Missing, "model.embed_tokens.weight", "[61, 32]", null));
        model.PackedHead.ShouldBeNull();
        model.HeadWeight.shape.ShouldBe([61, 32]);
    }

    /// <summary>Puts the values of every parameter that can be packed into packed weights.</summary>
    private static Dictionary<string, PlainMatrix> Pack(LanguageModel model, Func<string, bool>? chosen = null)
    {
        using var untracked = torch.no_grad();
        var names = PackedWeights.Names(model).Where(chosen ?? (_ => true)).ToHashSet();
        var turned = model.named_modules()
            .Where(named => named.module is Projection { Turned: true }).Select(named => $"{named.name}.weight").ToHashSet();
        var state = model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone());
        var packed = names.ToDictionary(name => name, name => new PlainMatrix(turned.Contains(name) ? state[name].t() : state[name]));
        PackedWeights.Load(
            model, packed.ToDictionary(pair => pair.Key, pair => (PackedWeight)pair.Value),
            state.Where(pair => !names.Contains(pair.Key)).ToDictionary(), "a test");
        return packed;
    }
}
