using Pipelines.Modules.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Attentions;

public sealed class AttentionOptions : IDisposable
{
    private const int Batch = 2;

    private readonly IReadOnlyList<AttentionCase> cases = [.. AttentionCase.All.Select((one, i) => one.At(i))];
    private readonly RotaryEmbedding?[] ropes;
    private readonly BlockList<Attention> layers;
    private readonly Tensor x;

    public AttentionOptions()
    {
        torch.manual_seed(1);
        ropes = [.. cases.Select(one => one.CreateRope())];
        layers = SmallModels.Roughened(new BlockList<Attention>(cases.Count, i => cases[i].Create(ropes[i])));
        foreach (var part in layers.modules())
            if (part is IFreshWeights fresh) fresh.Refresh(0.4, 0.4);
        x = torch.randn([Batch, AttentionCase.Time, AttentionCase.Dim]);
    }

    public void Dispose()
    {
        x.Dispose();
        layers.Dispose();
        foreach (var rope in ropes) rope?.Dispose();
    }

    [Fact]
    public void In_every_combination_results_and_gradients_equal_those_of_the_plain_formula()
    {
        using var input = x.clone().requires_grad_();
        using var upstream = torch.randn([cases.Count, Batch, AttentionCase.Time, AttentionCase.Dim]);
        var sizes = $"[{string.Join(",", cases.Select(one => one.Json()))}]";
        var expected = PythonReference.RunLayer("attentions", layers, x, upstream, sizes);

        var results = layers.Select((layer, i) => Whole(layer, cases[i], input)).ToArray();
        using var y = torch.stack(results);
        using var sum = (y * upstream).sum();
        sum.backward();

        for (var i = 0; i < cases.Count; i++)
        {
            using var one = expected["y"].select(0, i);
            results[i].ShouldBeWithin(one, 1e-5, $"{i}: {cases[i]}");
        }
        input.grad.ShouldNotBeNull().ShouldBeWithin(expected["grad.x"], 1e-5, "x");
        foreach (var (name, parameter) in layers.named_parameters())
            parameter.ShouldHaveGradient(expected[$"grad.{name}"], 1e-5, $"{name} of {cases[int.Parse(name[..name.IndexOf('.')])]}");
    }

    [Fact]
    public void In_every_combination_that_can_be_read_in_steps_the_steps_give_the_whole()
    {
        using var untracked = torch.no_grad();
        var random = new Random(4);
        for (var i = 0; i < cases.Count; i++)
        {
            if (cases[i].Segmented || !(cases[i].Causal || cases[i].Cross)) continue;
            using var whole = Whole(layers[i], cases[i], x);
            using var state = new DecodeState(Batch, AttentionCase.Time);
            using var memory = x.narrow(1, 0, AttentionCase.Memory);
            while (state.Length < AttentionCase.Time)
            {
                var take = i % 2 == 0 ? 1 : random.Next(1, AttentionCase.Time - state.Length + 1);
                using var next = x.narrow(1, state.Length, take);
                using var y = layers[i].call(next, new Pass(ScalarType.Float32, state, Memory: memory));
                using var expected = whole.narrow(1, state.Length, take);
                y.ShouldBeWithin(expected, 1e-5, $"{i} after {state.Length}: {cases[i]}");
                state.Advance(take);
            }
        }
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("mistral")]
    [InlineData("gemma2")]
    [InlineData("latent")]
    public void Two_texts_in_a_row_are_read_as_if_each_were_alone(string family)
    {
        using var model = SmallModels.CreateRough(family);
        using var ids = SmallModels.Ids(batch: 1, time: 20);
        using var segments = (torch.arange(20) >= 8).to_type(ScalarType.Int64).unsqueeze(0);
        using var packed = model.hidden(ids, segments);
        foreach (var (from, count) in new[] { (0, 8), (8, 12) })
        {
            using var text = ids.narrow(1, from, count);
            using var alone = model.hidden(text);
            using var part = packed.narrow(1, from, count);
            part.ShouldBeWithin(alone, 1e-5, $"tokens from {from}");
        }
    }

    [Fact]
    public void No_combination_leaves_a_tensor_behind()
    {
        Lifetimes.Flat(() =>
        {
            for (var i = 0; i < cases.Count; i++)
            {
                using (var y = Whole(layers[i], cases[i], x))
                using (var sum = y.sum()) sum.backward();
                if (cases[i].Segmented || !(cases[i].Causal || cases[i].Cross)) continue;
                using var untracked = torch.no_grad();
                using var state = new DecodeState(Batch, AttentionCase.Time);
                using var memory = x.narrow(1, 0, AttentionCase.Memory);
                while (state.Length < AttentionCase.Time)
                {
                    using var next = x.narrow(1, state.Length, 1);
                    layers[i].call(next, new Pass(ScalarType.Float32, state, Memory: memory)).Dispose();
                    state.Advance(1);
                }
            }
            layers.zero_grad();
        });
    }

    [Fact]
    public void What_cannot_be_computed_is_refused()
    {
        using var cross = new Attention(8, 2, 2, 4, cross: true);
        using var both = new Attention(8, 2, 2, 4, causal: false);
        using var state = new DecodeState(1, 4);
        using var tokens = torch.randn([1, 2, 8]);
        Should.Throw<InvalidOperationException>(() => cross.call(tokens, new Pass(ScalarType.Float32)))
            .Message.ShouldContain("this pass has none");
        Should.Throw<InvalidOperationException>(() => both.call(tokens, new Pass(ScalarType.Float32, state)))
            .Message.ShouldContain("cannot read a sequence in steps");
    }

    private static Tensor Whole(Attention layer, AttentionCase one, Tensor x)
    {
        using var memory = x.narrow(1, 0, AttentionCase.Memory);
        using var segments = one.Segments(Batch);
        return layer.call(x, new Pass(ScalarType.Float32, Segments: segments, Memory: memory));
    }
}
