using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>
/// Softmax attention over keys and values that lie in pages: scores of a tile of keys at a time, and sums that shrink when a greater
/// score is found (Milakov and Gimelshein, arXiv:1805.02867). Tiles begin at the same places of a sequence whoever reads it, and each
/// query's sums go through its keys in their order: it gives the same bits whatever stands beside it.
/// </summary>
internal sealed unsafe class PagedAttention
{
    /// <summary>Keys of a tile.</summary>
    public const int KeyTile = 128;

    /// <summary>Queries, heads counted each, that go through the keys together.</summary>
    private const int MostRows = 32;

    /// <summary>As many are multiplied at once: where there are fewer, the last stands in for those that are missing.</summary>
    private const int RowsAtOnce = 4;

    private readonly Scoring scoring;
    private readonly Pages pages;
    private readonly int kvHeads, sharing, queriesTogether;
    private readonly List<QueryTile> tiles = [];

    /// <param name="scoring">how scores are made</param>
    /// <param name="pages">the keys and values</param>
    /// <param name="heads">heads of queries</param>
    /// <param name="kvHeads">heads of keys and values; each serves the heads/kv_heads query heads that follow one another</param>
    public PagedAttention(Scoring scoring, Pages pages, int heads, int kvHeads)
    {
        (this.scoring, this.pages, this.kvHeads, sharing) = (scoring, pages, kvHeads, heads / kvHeads);
        var together = Math.Max(1, MostRows / sharing);
        queriesTogether = together >= RowsAtOnce ? together / RowsAtOnce * RowsAtOnce : together;
    }

    /// <summary>y = softmax(scores) · values, of every token and head.</summary>
    /// <param name="pass">the step, whose own keys and values are written</param>
    /// <param name="q">[tokens, heads · key width]</param>
    /// <param name="y">the first head's results, [tokens, value width]</param>
    /// <param name="apart">numbers from one head's results to the next one's; the width of a value where they lie side by side</param>
    public void Mix(CpuPass pass, Rows q, Rows y, int apart)
    {
        tiles.Clear();
        foreach (var piece in pass.Batch.Pieces)
        {
            for (var at = 0; at < piece.Count; at += queriesTogether)
            {
                var count = Math.Min(queriesTogether, piece.Count - at);
                tiles.Add(new QueryTile(piece.First + at, count, piece.Past + at, piece.Blocks));
            }
        }
        var keys = scoring.Window == 0 ? pass.Batch.Longest : Math.Min(pass.Batch.Longest, scoring.Window);
        var cost = (long)keys * sharing * (pages.KeyWidth + pages.ValueWidth) / 8;
        pass.Each(tiles.Count * kvHeads, cost, new Tiles(this, q, y, apart));
    }

    [SkipLocalsInit]
    private void Attend(in QueryTile tile, int head, Rows q, Rows y, int apart)
    {
        var rows = tile.Count * sharing;
        var multiplied = (rows + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce;
        var scores = stackalloc float[multiplied * KeyTile];
        var sums = stackalloc float[multiplied * pages.ValueStride];
        var totals = stackalloc Vector512<float>[rows];
        var greatest = stackalloc float[rows];
        var queries = stackalloc float*[multiplied];
        new Span<float>(sums, multiplied * pages.ValueStride).Clear();
        for (var row = 0; row < rows; row++)
        {
            queries[row] = q[tile.First + row / sharing] + (head * sharing + row % sharing) * pages.KeyWidth;
            (totals[row], greatest[row]) = scoring.Sinks is { } sinks
                ? (Vector512.CreateScalar(1f), sinks.First[head * sharing + row % sharing])
                : (Vector512<float>.Zero, float.NegativeInfinity);
        }
        for (var row = rows; row < multiplied; row++) queries[row] = queries[rows - 1];

        var blocks = tile.Blocks.Span;
        var seen = scoring.Seen(tile.Position) / pages.BlockTokens * pages.BlockTokens;
        for (var start = seen / KeyTile * KeyTile; start <= tile.Last; start += KeyTile)
        {
            var (from, to) = (Math.Max(start, seen), Math.Min(start + KeyTile, tile.Last + 1));
            Score(queries, multiplied, blocks, head, from, to, scores + (from - start));
            for (var row = 0; row < rows; row++)
            {
                var own = scores + (long)row * KeyTile + (from - start);
                var count = (to - from + Lanes.Count - 1) / Lanes.Count * Lanes.Count;
                var most = scoring.Apply(own, from, count, tile.Position + row / sharing, head * sharing + row % sharing);
                Weigh(own, count, most, ref greatest[row], ref totals[row], sums + (long)row * pages.ValueStride);
            }
            Gather(scores + (from - start), multiplied, blocks, head, from, to, sums);
        }
        for (var row = 0; row < rows; row++)
        {
            var into = y[tile.First + row / sharing] + (long)(head * sharing + row % sharing) * apart;
            var share = 1 / Lanes.Sum(totals[row]);
            var from = sums + (long)row * pages.ValueStride;
            for (var channel = 0; channel < pages.ValueWidth; channel += Lanes.Count)
                Lanes.Store(Vector512.Load(from + channel) * share, into + channel, Math.Min(Lanes.Count, pages.ValueWidth - channel));
        }
    }

    /// <summary>Products of queries with the keys from one place to another.</summary>
    private void Score(float** queries, int rows, ReadOnlySpan<int> blocks, int head, int from, int to, float* products)
    {
        var columns = stackalloc float*[KeyTile / Lanes.Count + 2];
        var count = 0;
        for (var at = from; at < to; at += Lanes.Count)
            columns[count++] = pages.Keys(blocks[at / pages.BlockTokens], head) + at % pages.BlockTokens;
        columns[count] = pages.Values(blocks[from / pages.BlockTokens], head);
        columns[count + 1] = pages.Values(blocks[Math.Min(from + pages.BlockTokens, to - 1) / pages.BlockTokens], head);
        KeyProducts.Of(queries, rows, columns, count, pages.KeyWidth, pages.BlockTokens, products, KeyTile);
    }

    /// <summary>Scores become weights, relative to the greatest so far, and what was summed before shrinks to match.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Weigh(float* scores, int count, float most, ref float greatest, ref Vector512<float> total, float* sums)
    {
        var now = Math.Max(greatest, most);
        if (float.IsNegativeInfinity(now))
        {
            new Span<float>(scores, count).Clear();    // it sees none of these keys, and none before them
            return;
        }
        if (now > greatest)
        {
            var shrunk = Exponential.Of(Vector512.Create(greatest - now));
            total *= shrunk;
            for (var i = 0; i < pages.ValueStride; i += Lanes.Count) (Vector512.Load(sums + i) * shrunk).Store(sums + i);
            greatest = now;
        }
        for (var i = 0; i < count; i += Lanes.Count)
        {
            var weights = Exponential.Of(Vector512.Load(scores + i) - Vector512.Create(now));
            weights.Store(scores + i);
            total += weights;
        }
    }

    /// <summary>Adds the values from one place to another, each by its weight.</summary>
    private void Gather(float* weights, int rows, ReadOnlySpan<int> blocks, int head, int from, int to, float* sums)
    {
        for (var at = from; at < to; at += pages.BlockTokens)
        {
            var (block, tokens) = (at / pages.BlockTokens, Math.Min(pages.BlockTokens, to - at));
            var values = pages.Values(blocks[block], head);
            var next = at + tokens < to ? pages.Values(blocks[block + 1], head)
                : block + 1 < blocks.Length && blocks[block + 1] >= 0 ? pages.Keys(blocks[block + 1], head) : values;
            ValueSums.Add(weights + (at - from), KeyTile, rows, values, tokens, pages.ValueStride, sums, next);
        }
    }

    private readonly struct Tiles(PagedAttention attention, Rows q, Rows y, int apart) : IShare
    {
        public void Do(int part) =>
            attention.Attend(attention.tiles[part / attention.kvHeads], part % attention.kvHeads, q, y, apart);
    }
}
