using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>Every tensor has an end that does not wait for the garbage collector.</summary>
public sealed class Lifetimes
{
    public Lifetimes()
    {
        GC.Collect();    // what tests before this one left behind
        GC.WaitForPendingFinalizers();
    }

    public static TheoryData<string> Families => SmallModels.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Training_leaves_nothing_behind(string family)
    {
        using var model = SmallModels.Create(family);
        using var ids = SmallModels.Ids(batch: 2, time: 8);
        Flat(() =>
        {
            using (var loss = model.loss(ids, ids)) loss.backward();
            model.zero_grad();
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Training_in_bfloat16_leaves_nothing_behind(string family)
    {
        using var model = SmallModels.Create(family);
        model.ComputeType = ScalarType.BFloat16;
        using var ids = SmallModels.Ids(batch: 2, time: 8);
        Flat(() =>
        {
            using (var loss = model.loss(ids, ids)) loss.backward();
            model.zero_grad();
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Logits_and_decoding_leave_nothing_behind(string family)
    {
        using var model = SmallModels.Create(family);
        using var ids = SmallModels.Ids(batch: 2, time: 8);
        using var next = SmallModels.Ids(batch: 2, time: 1);
        Flat(() =>
        {
            model.call(ids).Dispose();
            using var state = model.NewState(batch: 2);
            model.decode(ids, state).Dispose();
            model.decode(next, state).Dispose();
            model.decode(next, state).Dispose();
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Rows_of_pieces_leave_nothing_behind(string family)
    {
        using var model = SmallModels.Create(family);
        using var first = SmallModels.Ids(batch: 1, time: 8);
        using var next = SmallModels.Ids(batch: 1, time: 5);
        using var kept = model.NewPagedState(blockTokens: 4);
        kept.Reserve(8, 2);
        Flat(() =>
        {
            model.hidden(first, kept, [new Piece(8, 0, new[] { 0, 1, 2 }, 0)]).Dispose();
            model.hidden(next, kept, [new Piece(1, 8, new[] { 0, 1, 2 }, 0), new Piece(4, 0, new[] { 3 }, 1)]).Dispose();
            kept.CopyBlock(2, 4);
            kept.CopySlot(0, 1);
            using var state = model.NewPagedState(blockTokens: 4);
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Disposing_a_model_and_its_state_frees_all_of_them(string family)
    {
        using var ids = SmallModels.Ids(batch: 1, time: 8);
        var before = Tensor.TotalCount;
        var model = SmallModels.Create(family);
        var state = model.NewState(batch: 1);
        model.decode(ids, state).Dispose();
        (Tensor.TotalCount - before).ShouldBeGreaterThan(20);
        state.Dispose();
        model.Dispose();
        Tensor.TotalCount.ShouldBe(before);
        Should.Throw<ObjectDisposedException>(() => state.Of(model, () => new KvCache(1, 1, 1, 1, ScalarType.Float32, CPU)));
    }

    [Fact]
    public void A_state_outlives_the_scope_in_which_it_grew()
    {
        using var model = SmallModels.Create("llama");
        using var ids = SmallModels.Ids(batch: 1, time: 8);
        using var state = model.NewState(batch: 1);
        using (torch.NewDisposeScope()) model.decode(ids, state);
        using (torch.NewDisposeScope()) model.decode(ids, state);
        state.Length.ShouldBe(16);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Saving_and_loading_leave_nothing_behind(string family)
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModels.Create(family);
        Flat(() =>
        {
            Weights.Save(model, folder["model.safetensors"]);
            Weights.Load(model, folder["model.safetensors"]);
        });
    }

    /// <summary>Once warm, <paramref name="act"/> ends with as many tensors as it began with.</summary>
    internal static void Flat(Action act)
    {
        act();
        GC.Collect();                     // what other tests left to the collector must not vanish while these count
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 3; i++) act();
        Tensor.TotalCount.ShouldBe(before);
    }
}
