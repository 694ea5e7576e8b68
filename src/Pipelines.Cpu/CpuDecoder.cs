using Pipelines.Decoding;
using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Cpu;

/// <summary>
/// A decoder that computes on the processor without tensors: layers over packed weights or float32, with keys and values in pages. What a
/// chunk gives is the same bits whatever stands beside it, however its sequence is cut into chunks, and on however many threads.
/// </summary>
public sealed class CpuDecoder : IPagedDecoder
{
    private readonly DecoderParts parts;
    private readonly CpuPass pass;
    private readonly IMixer[] mixers;
    private readonly int dim;
    private BatchLimits limits;

    private CpuDecoder(Architecture architecture, DecoderParts parts, int threads, int blockTokens)
    {
        (this.parts, dim, Context) = (parts, architecture.Dim, architecture.Context);
        pass = new CpuPass(threads);
        mixers = [.. parts.Blocks.Select(block => block.Mixer).OfType<IMixer>()];
        var seeing = mixers.Where(mixer => mixer.BlockBytes > 0).ToList();
        Memory = new PagedMemory(
            blockTokens, mixers.Sum(mixer => mixer.BlockBytes), mixers.Sum(mixer => mixer.SlotBytes),
            seeing.Exists(mixer => mixer.Window == 0) ? 0 : seeing.Select(mixer => mixer.Window).DefaultIfEmpty(0).Max());
        limits = new BatchLimits(Vocab, Context, Memory, Blocks: 0, Slots: 0);
    }

    /// <inheritdoc/>
    public int Vocab => parts.Head.Vocab;

    /// <inheritdoc/>
    public int Context { get; }

    /// <inheritdoc/>
    public PagedMemory Memory { get; }

    /// <summary>The decoder of a model.</summary>
    /// <param name="spec">what the model is</param>
    /// <param name="model">
    /// has the weights, on the CPU, with its adapters where they are active. It stays as it is for as long as this is used, and is its
    /// owner's to dispose
    /// </param>
    /// <param name="threads">that compute; when 0 those, one on each core, that all decoders share</param>
    /// <param name="blockTokens">tokens of a block: 16, 32, 64 or 128</param>
    /// <exception cref="NotSupportedException">it does not run here; <see cref="WhyNot"/> says why</exception>
    /// <exception cref="ArgumentOutOfRangeException">the threads are negative, or the block has another size</exception>
    public static CpuDecoder Of(ModelSpec spec, LanguageModel model, int threads = 0, int blockTokens = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (blockTokens is not (16 or 32 or 64 or 128))
            throw new ArgumentOutOfRangeException(nameof(blockTokens), blockTokens, "a block has 16, 32, 64 or 128 tokens");
        if (WhyNot(spec) is { } reason) throw new NotSupportedException($"the model '{spec.Name}' does not run without Torch: {reason}");
        var parts = new DecoderParts(spec, model, blockTokens);
        return new CpuDecoder(spec.Architecture, parts, threads, blockTokens);
    }

    /// <summary>What of a model does not run here; null where all does.</summary>
    public static string? WhyNot(ModelSpec spec) => DecoderParts.WhyNot(spec);

    /// <inheritdoc/>
    public void Reserve(int blocks, int slots)
    {
        foreach (var mixer in mixers) mixer.Reserve(blocks, slots);
        limits = limits with { Blocks = blocks, Slots = slots };
    }

    /// <inheritdoc/>
    public void CopyBlock(int from, int to)
    {
        foreach (var mixer in mixers) mixer.CopyBlock(from, to);
    }

    /// <inheritdoc/>
    public void CopySlot(int from, int to)
    {
        foreach (var mixer in mixers) mixer.CopySlot(from, to);
    }

    /// <inheritdoc/>
    public unsafe void Step(ReadOnlySpan<Chunk> chunks, Span<float> logits)
    {
        var batch = pass.Batch;
        batch.Take(chunks, limits);
        var wanted = batch.Wanted.Length;
        if (logits.Length != (long)wanted * Vocab)
            throw new ArgumentException($"{logits.Length} logits; expected {wanted} · {Vocab}", nameof(logits));
        if (batch.Rows == 0) return;
        var x = pass.Work.Rows(batch.Rows, dim);
        parts.Input.Read(pass, x);
        foreach (var block in parts.Blocks) block.Forward(pass, x);
        if (wanted > 0)
            fixed (float* into = logits) parts.Head.Read(pass, x, new Rows((nint)into, wanted, Vocab, Vocab));
        pass.Work.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        parts.Dispose();
        pass.Dispose();
    }
}
