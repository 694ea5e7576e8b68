using Pipelines.Decoding;

namespace Pipelines.Serving.Bench;

/// <summary>A model that says what it is told to: it computes as another does, and likes best what comes next in a script.</summary>
/// <param name="inner">what computes; disposed with this</param>
/// <param name="script">all tokens of the only sequence</param>
internal sealed class QuotingDecoder(IPagedDecoder inner, int[] script) : IPagedDecoder
{
    public int[] Script => script;

    public int Vocab => inner.Vocab;

    public int Context => inner.Context;

    public PagedMemory Memory => inner.Memory;

    public void Reserve(int blocks, int slots) => inner.Reserve(blocks, slots);

    public void CopyBlock(int from, int to) => inner.CopyBlock(from, to);

    public void CopySlot(int from, int to) => inner.CopySlot(from, to);

    public void Step(ReadOnlySpan<Chunk> chunks, Span<float> logits)
    {
        inner.Step(chunks, logits);
        var row = 0;
        foreach (var chunk in chunks)
            for (var i = chunk.LogitRows; i > 0; i--, row++)
            {
                var next = chunk.Past + chunk.Tokens.Length - i + 1;
                if (next < script.Length) logits[row * Vocab + script[next]] += 1000;
            }
    }

    public void Dispose() => inner.Dispose();
}
