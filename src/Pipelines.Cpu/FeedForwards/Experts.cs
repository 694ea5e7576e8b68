using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>
/// A mixture of gated feed-forwards: a router chooses a few experts for each token, and their results are summed by its weights. Only the
/// chosen experts compute, all of them at once.
/// </summary>
/// <param name="router">[experts, dim]</param>
/// <param name="routing">chooses</param>
/// <param name="gating">what becomes of an expert's gate and of what it opens for</param>
/// <param name="experts">the experts</param>
/// <param name="shared">the feed-forward of all tokens, or null</param>
internal sealed unsafe class Experts(Matrix router, Routing routing, Gating gating, Expert[] experts, IFeedForward? shared) : IFeedForward
{
    private readonly Dispatch dispatch = new();
    private readonly List<MatrixProduct> products = [];

    public void Feed(CpuPass pass, Rows x, Rows y)
    {
        var mark = pass.Work.Mark;
        Route(pass, x);
        var rows = x.Count * routing.TopK;
        var gathered = x.Count == 1 ? x : pass.Work.Rows(rows, x.Width);
        if (x.Count > 1) pass.Each(x.Count, (long)routing.TopK * x.Width, new Gather(dispatch, routing.TopK, x, gathered));

        var hidden = experts[0].Gate.Rows;
        var (opened, inner, results) = (pass.Work.Rows(rows, hidden), pass.Work.Rows(rows, hidden), pass.Work.Rows(rows, x.Width));
        products.Clear();
        foreach (var (expert, from, count) in Busy())
        {
            var input = x.Count == 1 ? x : gathered.Slice(from, count);
            products.Add(new(expert.Gate, input, opened.Slice(from, count)));
            products.Add(new(expert.Up, input, inner.Slice(from, count)));
        }
        pass.Multiply(CollectionsMarshal.AsSpan(products));
        gating.Open(pass, opened, inner, inner);
        products.Clear();
        foreach (var (expert, from, count) in Busy()) products.Add(new(expert.Down, inner.Slice(from, count), results.Slice(from, count)));
        pass.Multiply(CollectionsMarshal.AsSpan(products));

        if (shared is not null) shared.Feed(pass, x, y);
        pass.Each(x.Count, (long)routing.TopK * x.Width, new Mix(dispatch, routing.TopK, results, y, shared is not null));
        pass.Work.Mark = mark;
    }

    private void Route(CpuPass pass, Rows x)
    {
        var mark = pass.Work.Mark;
        var logits = pass.Work.Rows(x.Count, experts.Length);
        pass.Multiply(new MatrixProduct(router, x, logits));
        var choices = x.Count * routing.TopK;
        dispatch.Begin(choices);
        for (var token = 0; token < x.Count; token++)
        {
            var own = new Span<float>(logits[token], experts.Length);
            routing.Choose(own, dispatch.Chosen(token, routing.TopK), dispatch.Weights(token, routing.TopK));
        }
        dispatch.Sort(choices, experts.Length);
        pass.Work.Mark = mark;
    }

    /// <summary>The experts that have rows, and which.</summary>
    private IEnumerable<(Expert Expert, int From, int Count)> Busy()
    {
        for (var i = 0; i < experts.Length; i++)
        {
            var count = dispatch.Starts[i + 1] - dispatch.Starts[i];
            if (count > 0) yield return (experts[i], dispatch.Starts[i], count);
        }
    }

    /// <summary>Copies a token to its experts' rows.</summary>
    private readonly struct Gather(Dispatch dispatch, int topK, Rows x, Rows gathered) : IShare
    {
        public void Do(int token)
        {
            var row = new ReadOnlySpan<float>(x[token], x.Width);
            foreach (var place in dispatch.Places(token, topK)) row.CopyTo(new Span<float>(gathered[place], x.Width));
        }
    }

    /// <summary>Sums a token's results by their weights, over what stands there already or not.</summary>
    private readonly struct Mix(Dispatch dispatch, int topK, Rows results, Rows y, bool over) : IShare
    {
        public void Do(int token)
        {
            var places = dispatch.Places(token, topK);
            var weights = dispatch.Weights(token, topK);
            var into = y[token];
            for (var i = 0; i < y.Width; i += Lanes.Count)
            {
                var count = Math.Min(Lanes.Count, y.Width - i);
                var sum = Vector512<float>.Zero;
                for (var k = 0; k < topK; k++)
                    sum = Vector512.FusedMultiplyAdd(Lanes.Load(results[places[k]] + i, count), Vector512.Create(weights[k]), sum);
                Lanes.Store(over ? sum + Lanes.Load(into + i, count) : sum, into + i, count);
            }
        }
    }
}
