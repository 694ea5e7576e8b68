namespace Pipelines.Cpu;

/// <summary>
/// Attention whose keys and values are made of one short latent vector a token, beside one rotary key for all heads (DeepSeek-AI 2024,
/// section 2.1). Only these are kept, as one head of keys and values, and queries are brought into their space:
/// q · (U · latent) = (Uᵀ · q) · latent, and likewise for the values, whose projection follows the mixing.
/// </summary>
internal sealed unsafe class LatentMixer : IMixer
{
    private readonly LatentProjections projections;
    private readonly Rotary rotary;
    private readonly Pages pages;
    private readonly PagedAttention attention;
    private readonly int heads, nope, turning, rank, valueDim;
    private readonly MatrixProduct[] products;

    /// <param name="projections">its matrices</param>
    /// <param name="rotary">turns the channels with positions</param>
    /// <param name="turning">how many those are</param>
    /// <param name="scoring">how scores are made</param>
    /// <param name="blockTokens">tokens of a block</param>
    public LatentMixer(LatentProjections projections, Rotary rotary, int turning, Scoring scoring, int blockTokens)
    {
        (this.projections, this.rotary, this.turning) = (projections, rotary, turning);
        heads = projections.ToLatents.Length;
        (nope, rank, valueDim) = (projections.ToLatents[0].Columns, projections.ToLatents[0].Rows, projections.ToValues[0].Rows);
        pages = new Pages(blockTokens, heads: 1, rank + turning, rank);
        attention = new PagedAttention(scoring, pages, heads, kvHeads: 1);
        products = new MatrixProduct[heads];
    }

    public long BlockBytes => pages.BlockBytes;

    public long SlotBytes => 0;

    public int Window => 0;

    public void Reserve(int blocks, int slots) => pages.Reserve(blocks);

    public void CopyBlock(int from, int to) => pages.Copy(from, to);

    public void CopySlot(int from, int to)
    {
    }

    public void Mix(CpuPass pass, Rows x, Rows y)
    {
        var mark = pass.Work.Mark;
        rotary.Reach(pass.Batch.Longest);
        var (q, latents) = Project(pass, x);
        var still = pass.Work.Rows(heads * x.Count, nope);                            // [heads, tokens, nope]
        var inner = pass.Work.Rows(x.Count, heads * pages.KeyWidth);                  // [tokens, heads, kv_rank + rope]
        pass.Each(x.Count, q.Width + latents.Width, new Place(this, pass.Batch, q, latents, still, inner));
        for (var head = 0; head < heads; head++)
        {
            products[head] = new(
                projections.ToLatents[head], still.Slice(head * x.Count, x.Count), inner.Columns(head * pages.KeyWidth, rank));
        }
        pass.Multiply(products);
        var mixed = pass.Work.Rows(heads * x.Count, rank);                            // [heads, tokens, kv_rank]
        attention.Mix(pass, inner, mixed.Slice(0, x.Count), x.Count * rank);
        var values = pass.Work.Rows(x.Count, heads * valueDim);                       // [tokens, heads, value]
        for (var head = 0; head < heads; head++)
        {
            products[head] = new(
                projections.ToValues[head], mixed.Slice(head * x.Count, x.Count), values.Columns(head * valueDim, valueDim));
        }
        pass.Multiply(products);
        pass.Multiply(new MatrixProduct(projections.Output, values, y));
        pass.Work.Mark = mark;
    }

    public void Dispose() => pages.Dispose();

    /// <summary>Queries, [tokens, heads, nope + rope], and what keys and values are made of, [tokens, kv_rank + rope].</summary>
    private (Rows Q, Rows Latents) Project(CpuPass pass, Rows x)
    {
        var q = pass.Work.Rows(x.Count, projections.Query.Rows);
        var latents = pass.Work.Rows(x.Count, projections.Latent.Rows);
        if (projections is { QueryLatent: { } matrix, QueryNorm: { } norm })
        {
            var narrow = pass.Work.Rows(x.Count, matrix.Rows);
            pass.Multiply(new(matrix, x, narrow), new(projections.Latent, x, latents));
            norm.Apply(pass, narrow, narrow);
            pass.Multiply(new MatrixProduct(projections.Query, narrow, q));
        }
        else
        {
            pass.Multiply(new(projections.Query, x, q), new(projections.Latent, x, latents));
        }
        return (q, latents);
    }

    /// <summary>Turns a token's queries and its key, parts queries that turn from those that do not, and writes latent and key.</summary>
    private readonly struct Place(LatentMixer mixer, Batch batch, Rows q, Rows latents, Rows still, Rows inner) : IShare
    {
        public void Do(int row)
        {
            var (nope, turning, rank) = (mixer.nope, mixer.turning, mixer.rank);
            var position = batch.Positions[row];
            for (var head = 0; head < mixer.heads; head++)
            {
                var query = q[row] + head * (nope + turning);
                mixer.rotary.Turn(query + nope, position);
                new ReadOnlySpan<float>(query, nope).CopyTo(new Span<float>(still[head * batch.Rows + row], nope));
                new ReadOnlySpan<float>(query + nope, turning)
                    .CopyTo(new Span<float>(inner[row] + head * (rank + turning) + rank, turning));
            }
            var latent = latents[row];
            mixer.projections.LatentNorm.Apply(latent, latent);
            mixer.rotary.Turn(latent + rank, position);
            var tokens = mixer.pages.BlockTokens;
            var block = batch.Pieces[batch.PieceOf[row]].Blocks.Span[position / tokens];
            mixer.pages.Write(block, position % tokens, head: 0, latent, latent);
        }
    }
}
