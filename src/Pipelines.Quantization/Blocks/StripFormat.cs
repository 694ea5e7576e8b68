using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>A format that is encoded sixteen parts at a time.</summary>
/// <param name="type">the type</param>
/// <param name="partLength">values that share a scale</param>
internal abstract class StripFormat(GgufType type, int partLength) : BlockFormat(type)
{
    /// <summary>Parts of a block: 1, 8 or 16.</summary>
    protected int PartsOfBlock { get; } = type.BlockLength() / partLength;

    private protected sealed override void Encode<T>(
        ReadOnlySpan<float> values, int columns, Span<byte> blocks, ReadOnlySpan<float> importance)
    {
        var strip = new Strip(partLength);
        var codes = new byte[Type.BlockLength()];
        var stripLength = Strip.Parts * partLength;
        var blockBytes = Type.BlockBytes();
        for (var start = 0; start < values.Length; start += stripLength)
        {
            var some = values.Slice(start, Math.Min(stripLength, values.Length - start));
            strip.Gather(some, importance, start % columns);
            Fit<T>(strip, importance.Length > 0);
            for (var part = 0; part * partLength < some.Length; part += PartsOfBlock)
            {
                for (var i = 0; i < PartsOfBlock; i++) strip.TakeCodes(part + i, codes.AsSpan(i * partLength, partLength));
                Pack(strip, part, codes, blocks[..blockBytes]);
                blocks = blocks[blockBytes..];
            }
        }
    }

    /// <summary>Finds the scales, and the codes under them.</summary>
    /// <param name="strip">its values and weights are read, the rest is written</param>
    /// <param name="weighted">whether the weights differ from 1</param>
    private protected abstract void Fit<T>(Strip strip, bool weighted)
        where T : struct, ILanes<T>;

    /// <summary>Writes a block.</summary>
    /// <param name="strip">where its scales are</param>
    /// <param name="part">the first part of the block</param>
    /// <param name="codes">[block length], the block's codes in the order of its values</param>
    /// <param name="block">the block's bytes, all of which are written</param>
    private protected abstract void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block);
}
