using Pipelines.Generators.Tests.Harness;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.Building;

/// <summary>A model that is built at run time is the one that a build emits: names, shapes, weights and results.</summary>
public sealed class BuiltAndEmitted
{
    private const int Vocab = 64, Time = 16;

    public static TheoryData<string> Names => [.. Compositions.All.Select(model => model.Name)];

    public static TheoryData<string> Decoders =>
        [.. Compositions.All.Where(model => !model.Architecture.Bidirectional).Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_and_shapes_are_the_same_in_the_same_order(string name)
    {
        var spec = Named(name);
        using var built = ModelBuilder.Build(spec, Vocab);
        using var emitted = EmittedAssembly.Create(spec, Vocab);

        Shapes(built).ShouldBe(Shapes(emitted));
        built.Shape.ShouldBe(emitted.Shape);
        (built is Encoder).ShouldBe(emitted is Encoder);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_cost_model_counts_every_weight(string name)
    {
        var spec = Named(name);
        using var built = ModelBuilder.Build(spec, Vocab);

        var counted = ShapeInference.Of(spec, Vocab).SelectMany(node => node.Weights)
            .Select(weight => $"{weight.Name} [{string.Join(", ", weight.Sizes)}]");
        counted.Order().ShouldBe(Shapes(built).Order());
        CostModel.Of(spec, Vocab).Parameters.ShouldBe(built.state_dict().Values.Sum(tensor => tensor.numel()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fresh_weights_are_the_same_for_the_same_seed(string name)
    {
        var (built, emitted) = Pair(name, Vocab);
        using (built)
        using (emitted)
        {
            foreach (var (weight, value) in built.state_dict())
                value.bytes.SequenceEqual(emitted.state_dict()[weight].bytes).ShouldBeTrue(weight);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_and_losses_are_the_same(string name)
    {
        var (built, emitted) = Pair(name, Vocab);
        using var scope = torch.NewDisposeScope();
        using (built)
        using (emitted)
        {
            var ids = Ids();
            Same(built.call(ids), emitted.call(ids));
            var targets = ids.roll(-1, 1);
            Same(built.loss(ids, targets), emitted.loss(ids, targets));
            foreach (var each in new[] { built, emitted }) each.ComputeType = ScalarType.BFloat16;
            Same(built.hidden(ids), emitted.hidden(ids));
        }
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Cached_steps_are_the_same_and_go_on_as_the_whole(string name)
    {
        var (built, emitted) = Pair(name, Vocab);
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        using (built)
        using (emitted)
        {
            var ids = Ids();
            var whole = built.call(ids);
            using var builtState = ((Decoder)built).NewState(2);
            using var emittedState = ((Decoder)emitted).NewState(2);
            foreach (var (start, length) in new[] { (0, 7), (7, 1), (8, 1), (9, Time - 9) })
            {
                var next = ids.narrow(1, start, length);
                var logits = ((Decoder)built).decode(next, builtState);
                Same(logits, ((Decoder)emitted).decode(next, emittedState));
                (logits - whole.select(1, start + length - 1)).abs().max().item<float>().ShouldBeLessThan(1e-4f, $"after {start + length}");
            }
        }
    }

    [Fact]
    public void A_block_of_the_users_own_is_refused_with_its_name()
    {
        var own = new OwnMixerSpec(new("long_conv", "My.LongConv", Mixes: true, default, "", "0"), default);
        var llama = Named("llama");
        var block = llama.Architecture.Layers[0].Blocks[0] with { Mixer = own };
        var model = llama with { Architecture = llama.Architecture with { Layers = new([new(1, new([block]))]) } };

        Should.Throw<NotSupportedException>(() => ModelBuilder.Build(model, Vocab))
            .Message.ShouldBe("the block 'long_conv' is a class of a project: only its build can reach it");
    }

    private static ModelSpec Named(string name) => Compositions.All.Single(model => model.Name == name);

    private static (LanguageModel Built, LanguageModel Emitted) Pair(string name, int vocab)
    {
        var spec = Named(name);
        spec = spec with { Architecture = spec.Architecture with { InitStd = 0.2 } };
        torch.manual_seed(5);
        var built = ModelBuilder.Build(spec, vocab);
        torch.manual_seed(5);
        return (built, EmittedAssembly.Create(spec, vocab));
    }

    private static Tensor Ids()
    {
        var random = new Random(3);
        return torch.tensor(Enumerable.Range(0, 2 * Time).Select(_ => (long)random.Next(Vocab)).ToArray(), [2, Time]);
    }

    private static string[] Shapes(LanguageModel model) =>
        [.. model.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]")];

    private static void Same(Tensor actual, Tensor expected)
    {
        actual.shape.ShouldBe(expected.shape);
        actual.isfinite().all().item<bool>().ShouldBeTrue();
        actual.detach().bytes.SequenceEqual(expected.detach().bytes).ShouldBeTrue("the results differ");
    }
}
