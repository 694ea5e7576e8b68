using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

public sealed class FusedEmbedding
{
    [Fact]
    public void Rows_are_looked_up()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var weight = randn(11, 5);
        var ids = tensor(new long[] { 3, 0, 10, 3, 3, 7 }, [2, 3]);
        var rows = Fused.embedding(ids, weight);
        rows.shape.ShouldBe([2, 3, 5]);
        for (var i = 0; i < 6; i++)
            rows[i / 3, i % 3].allclose(weight[ids[i / 3, i % 3].item<long>()], 0, 0).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Gradients_equal_those_of_a_plain_lookup(bool sharedWithHead, bool twice)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var first = new Parameter(randn(13, 4));
        using var second = new Parameter(first.detach().clone());
        var ids = randint(0, 13, [3, 7], ScalarType.Int64);
        var factors = randn(3, 7, 4);
        for (var pass = 0; pass < (twice ? 2 : 1); pass++)
        {
            Loss(Fused.embedding(ids, first), first).backward();
            Loss(first: second.index_select(0, ids.flatten()).view(3, 7, 4), second).backward();
        }

        first.grad!.is_sparse.ShouldBeFalse();
        first.grad.allclose(second.grad!, 1e-5, 1e-6).ShouldBeTrue();

        Tensor Loss(Tensor first, Tensor weight)
        {
            var loss = (first * factors).sum();
            return sharedWithHead ? loss + nn.functional.linear(first, weight).sigmoid().sum() : loss;
        }
    }

    [Fact]
    public void A_weight_that_is_computed_gets_its_gradient_too()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var basis = new Parameter(randn(6, 3));
        var ids = tensor(new long[] { 1, 1, 4 });
        Fused.embedding(ids, basis * 2).sum().backward();
        basis.grad!.allclose(tensor(new float[] { 0, 4, 0, 0, 2, 0 }).unsqueeze(1).expand(6, 3)).ShouldBeTrue();
    }

    [Fact]
    public void An_index_outside_is_refused()
    {
        using var scope = NewDisposeScope();
        var weight = randn(4, 3);
        Should.Throw<System.Runtime.InteropServices.ExternalException>(() => Fused.embedding(tensor(new long[] { 4 }), weight));
        Should.Throw<System.Runtime.InteropServices.ExternalException>(() => Fused.embedding(tensor(new int[] { 1 }), weight))
            .Message.ShouldContain("ids must be int64");
    }
}
