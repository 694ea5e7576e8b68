using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>What dispose scopes free, and when.</summary>
public sealed class Scopes
{
    [Fact]
    public void A_scope_frees_what_was_made_in_it()
    {
        using var outside = ones(1);
        Tensor inside, kept;
        using (var scope = NewDisposeScope())
        {
            inside = outside + 1;
            kept = scope.Detach(outside + 2);
            scope.DisposablesCount.ShouldBe(1);
        }
        inside.IsInvalid.ShouldBeTrue();
        outside.IsInvalid.ShouldBeFalse();
        kept.IsInvalid.ShouldBeFalse();
        kept.Dispose();
    }

    [Fact]
    public void A_moved_tensor_lives_to_the_end_of_the_outer_scope()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope()) moved = ones(1).MoveToOuterDisposeScope();
            moved.IsInvalid.ShouldBeFalse();
        }
        moved.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void Moving_out_of_the_outermost_scope_detaches()
    {
        Tensor moved;
        using (NewDisposeScope()) moved = ones(1).MoveToOuterDisposeScope();
        moved.IsInvalid.ShouldBeFalse();
        moved.Dispose();
    }

    [Fact]
    public void A_tensor_disposed_early_leaves_its_scope()
    {
        using var scope = NewDisposeScope();
        var tensor = ones(1);
        tensor.Dispose();
        scope.DisposablesCount.ShouldBe(0);
        tensor.Dispose();
    }

    [Fact]
    public void Everything_but_some_can_be_disposed()
    {
        using var scope = NewDisposeScope();
        var (a, b, c) = (ones(1), ones(1), ones(1));
        scope.DisposeEverythingBut(b).ShouldBeSameAs(b);
        (a.IsInvalid, b.IsInvalid, c.IsInvalid).ShouldBe((true, false, true));
        scope.DisposablesCount.ShouldBe(1);
    }

    [Fact]
    public void A_tensor_made_outside_can_be_attached()
    {
        var tensor = ones(1);
        using (var scope = NewDisposeScope())
        {
            scope.Attach(tensor);
            scope.Contains(tensor).ShouldBeTrue();
        }
        tensor.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void A_wrapped_expression_keeps_only_its_result()
    {
        var before = Tensor.TotalCount;
        using var result = WrappedTensorDisposeScope(() => (ones(2) * 3 + 1).sum());
        result.item<float>().ShouldBe(8);
        Tensor.TotalCount.ShouldBe(before + 1);
    }

    [Fact]
    public void A_scope_that_lives_long_does_not_grow()
    {
        using var scope = NewDisposeScope();
        using var x = ones(1);
        for (var i = 0; i < 10_000; i++) (x + i).Dispose();
        scope.DisposablesCount.ShouldBe(1);
    }

    [Fact]
    public void A_scope_holds_tensors_in_any_order_of_leaving()
    {
        var random = new Random(1);
        for (var round = 0; round < 20; round++)
        {
            using var scope = NewDisposeScope();
            var held = Enumerable.Range(0, 200).Select(i => ones(1)).ToList();
            var gone = held.OrderBy(_ => random.Next()).Take(180).ToList();
            foreach (var tensor in gone)
                if (random.Next(2) == 0) tensor.Dispose();
                else scope.Detach(tensor).Dispose();
            scope.DisposablesCount.ShouldBe(20);
            scope.Dispose();
            held.ShouldAllBe(tensor => tensor.IsInvalid);
        }
    }

    [Fact]
    public void Statistics_count_what_the_thread_made()
    {
        DisposeScopeManager.Statistics.Reset();
        var outside = ones(1);
        using (NewDisposeScope()) ones(1).DetachFromDisposeScope().Dispose();
        outside.Dispose();
        var statistics = DisposeScopeManager.Statistics;
        (statistics.CreatedOutsideScopeCount, statistics.CreatedInScopeCount, statistics.DetachedFromScopeCount).ShouldBe((1, 1, 1));
        statistics.ThreadTotalLiveCount.ShouldBe(0);
    }

    [Fact]
    public void A_parameter_takes_the_place_of_its_tensor()
    {
        using var scope = NewDisposeScope();
        var data = ones(2);
        var parameter = nn.Parameter(data);
        data.IsInvalid.ShouldBeTrue();
        scope.Contains(parameter).ShouldBeTrue();
        scope.DisposablesCount.ShouldBe(1);
    }
}
