using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>Several texts in a row, each seeing itself alone.</summary>
public sealed class PackedRows
{
    private static readonly long[][] Lengths = [[7, 1, 12, 4], [24], [5, 19]];    // of the texts of each row

    public static TheoryData<string> Families => SmallModels.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Each_text_has_the_hidden_states_and_gradients_that_it_has_alone(string family)
    {
        using var model = SmallModels.CreateRough(family);
        model.eval();
        using var scope = torch.NewDisposeScope();
        var (ids, targets) = (SmallModels.Ids(3, 24), SmallModels.Ids(3, 24, seed: 3));
        var (parts, wanted) = (Texts(ids), Texts(targets));
        var apart = parts.Select(text => model.hidden(text).squeeze(0)).ToArray();
        var loss = parts.Zip(wanted, (text, target) => model.loss(text, target)).Aggregate((a, b) => a + b);
        loss.backward();
        var expected = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad?.to_type(ScalarType.Float64));
        model.zero_grad();

        var segments = Segments();
        model.hidden(ids, segments).flatten(0, 1).ShouldBeWithin(torch.cat(apart), 1e-5, "hidden states");
        var packed = model.loss(ids, targets, segments);
        packed.backward();
        packed.ShouldBeWithin(loss, 1e-5, "loss");
        foreach (var (name, parameter) in model.named_parameters())
            if (expected[name] is { } gradient) parameter.ShouldHaveGradient(gradient, 2e-5, name);
    }

    [Fact]
    public void Rows_of_one_text_each_are_read_as_they_are()
    {
        using var segments = SmallModels.Segments([5, 5], 5);
        var pass = new Pass(ScalarType.Float32, Segments: segments);
        using var x = torch.randn([2, 5, 3]);

        pass.Apart(x).ShouldBeSameAs(x);
        pass.Together(x).ShouldBeSameAs(x);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void No_tensor_is_left_behind(string family)
    {
        using var model = SmallModels.Create(family);
        using var ids = SmallModels.Ids(3, 24);
        using var segments = Segments();
        Lifetimes.Flat(() =>
        {
            using (var loss = model.loss(ids, ids, segments)) loss.backward();
            model.zero_grad();
        });
    }

    private static Tensor[] Texts(Tensor rows) =>
        [.. Lengths.SelectMany((lengths, row) => rows.narrow(0, row, 1).split(lengths, 1))];

    private static Tensor Segments() => torch.tensor(
        [.. Lengths.SelectMany(lengths => lengths.SelectMany((length, text) => Enumerable.Repeat((long)text, (int)length)))],
        [Lengths.Length, 24]);
}
