using Pipelines.Decoding;

namespace Pipelines.Serving.Bench;

/// <summary>
/// A decoder that computes nothing: every token is as likely as every other. It waits between steps, so that tokens are sent one by one, as
/// those of a model are.
/// </summary>
internal sealed class FreeDecoder(int vocab) : IPagedDecoder
{
    private const int StepMilliseconds = 5;

    public int Vocab => vocab;

    public int Context => BenchModel.Context;

    public PagedMemory Memory { get; } = new(BlockTokens: 16, BlockBytes: 1024, SlotBytes: 0, Window: 0);

    public void Reserve(int blocks, int slots) { }

    public void CopyBlock(int from, int to) { }

    public void CopySlot(int from, int to) { }

    public void Step(ReadOnlySpan<Chunk> chunks, Span<float> logits)
    {
        Thread.Sleep(StepMilliseconds);
        logits.Clear();
    }

    public void Dispose() { }
}
