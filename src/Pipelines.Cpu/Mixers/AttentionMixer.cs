namespace Pipelines.Cpu;

/// <summary>Softmax attention with grouped heads (Vaswani et al. 2017, Ainslie et al. 2023) over paged keys and values.</summary>
internal sealed unsafe class AttentionMixer : IMixer
{
    private readonly AttentionInputs inputs;
    private readonly Matrix output;
    private readonly Norm? queryNorm, keyNorm;
    private readonly Rotary? rotary;
    private readonly Pages pages;
    private readonly PagedAttention attention;
    private readonly int heads, kvHeads, headDim, window;
    private readonly bool wholeNorms;

    /// <param name="inputs">what queries, keys and values are made by</param>
    /// <param name="output">[dim, heads · head_dim]</param>
    /// <param name="norms">of queries and keys, before they turn; null where there are none</param>
    /// <param name="rotary">turns them; null where nothing does</param>
    /// <param name="scoring">how scores are made</param>
    /// <param name="heads">heads of queries</param>
    /// <param name="pages">where keys and values lie</param>
    /// <param name="kvHeads">heads of keys and values</param>
    /// <param name="wholeNorms">whether the norms go over all heads together</param>
    public AttentionMixer(
        AttentionInputs inputs, Matrix output, (Norm Query, Norm Key)? norms, Rotary? rotary, Scoring scoring, Pages pages, int heads,
        int kvHeads, bool wholeNorms)
    {
        (this.inputs, this.output, this.rotary, this.pages) = (inputs, output, rotary, pages);
        (queryNorm, keyNorm, this.wholeNorms) = (norms?.Query, norms?.Key, wholeNorms);
        (this.heads, this.kvHeads, headDim, window) = (heads, kvHeads, pages.KeyWidth, scoring.Window);
        attention = new PagedAttention(scoring, pages, heads, kvHeads);
    }

    public long BlockBytes => pages.BlockBytes;

    public long SlotBytes => 0;

    public int Window => window;

    public void Reserve(int blocks, int slots) => pages.Reserve(blocks);

    public void CopyBlock(int from, int to) => pages.Copy(from, to);

    public void CopySlot(int from, int to)
    {
    }

    public void Mix(CpuPass pass, Rows x, Rows y)
    {
        var mark = pass.Work.Mark;
        rotary?.Reach(pass.Batch.Longest);
        var (q, k, v) = inputs.Of(pass, x);
        pass.Each(x.Count, (heads + 2 * kvHeads) * headDim, new Place(this, pass.Batch, q, k, v));
        var mixed = pass.Work.Rows(x.Count, heads * headDim);
        attention.Mix(pass, q, mixed, headDim);
        pass.Multiply(new MatrixProduct(output, mixed, y));
        pass.Work.Mark = mark;
    }

    public void Dispose() => pages.Dispose();

    /// <summary>Turns a token's queries and its key, and writes key and value to their page.</summary>
    private readonly struct Place(AttentionMixer mixer, Batch batch, Rows q, Rows k, Rows v) : IShare
    {
        public void Do(int row)
        {
            var position = batch.Positions[row];
            var tokens = mixer.pages.BlockTokens;
            var block = batch.Pieces[batch.PieceOf[row]].Blocks.Span[position / tokens];
            if (mixer.wholeNorms)
            {
                mixer.queryNorm!.Apply(q[row], q[row]);
                mixer.keyNorm!.Apply(k[row], k[row]);
            }
            for (var head = 0; head < mixer.heads; head++) Prepare(mixer.queryNorm, q[row] + head * mixer.headDim, position);
            for (var head = 0; head < mixer.kvHeads; head++)
            {
                var key = k[row] + head * mixer.headDim;
                Prepare(mixer.keyNorm, key, position);
                mixer.pages.Write(block, position % tokens, head, key, v[row] + head * mixer.headDim);
            }
        }

        private void Prepare(Norm? norm, float* head, int position)
        {
            if (!mixer.wholeNorms) norm?.Apply(head, head);
            mixer.rotary?.Turn(head, position);
        }
    }
}
