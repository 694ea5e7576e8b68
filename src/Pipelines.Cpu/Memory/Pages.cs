namespace Pipelines.Cpu;

/// <summary>
/// Keys and values of one layer, in blocks of tokens. Within a block each head's keys stand channel by channel, so that the scores of
/// sixteen tokens are made at once, and its values token by token.
/// </summary>
internal sealed unsafe class Pages : IDisposable
{
    private readonly int keyBlock, valueBlock;
    private NativeFloats? keys, values;

    /// <param name="blockTokens">tokens of a block</param>
    /// <param name="heads">heads of keys and values</param>
    /// <param name="keyWidth">channels of a head's keys</param>
    /// <param name="valueWidth">channels of a head's values</param>
    public Pages(int blockTokens, int heads, int keyWidth, int valueWidth)
    {
        (BlockTokens, KeyWidth, ValueWidth) = (blockTokens, keyWidth, valueWidth);
        ValueStride = (valueWidth + Lanes.Count - 1) / Lanes.Count * Lanes.Count;
        (keyBlock, valueBlock) = (heads * keyWidth * blockTokens, heads * ValueStride * blockTokens);
    }

    /// <summary>Tokens of a block.</summary>
    public int BlockTokens { get; }

    /// <summary>Channels of a head's keys.</summary>
    public int KeyWidth { get; }

    /// <summary>Channels of a head's values.</summary>
    public int ValueWidth { get; }

    /// <summary>Numbers from a token's values to the next one's: whole registers, of which the last may end in zeros.</summary>
    public int ValueStride { get; }

    /// <summary>Bytes of a block.</summary>
    public long BlockBytes => sizeof(float) * ((long)keyBlock + valueBlock);

    /// <summary>Makes room for some blocks, in place of what there was.</summary>
    public void Reserve(int blocks)
    {
        Dispose();
        keys = new NativeFloats((long)blocks * keyBlock);
        values = new NativeFloats((long)blocks * valueBlock);
    }

    /// <summary>A head's keys in a block, [channels, tokens].</summary>
    public float* Keys(int block, int head) => keys!.First + (long)block * keyBlock + (long)head * KeyWidth * BlockTokens;

    /// <summary>A head's values in a block, [tokens, <see cref="ValueStride"/>].</summary>
    public float* Values(int block, int head) => values!.First + (long)block * valueBlock + (long)head * ValueStride * BlockTokens;

    /// <summary>Writes a token's key and value.</summary>
    /// <param name="block">the block</param>
    /// <param name="place">the token's place in it</param>
    /// <param name="head">the head</param>
    /// <param name="key">[channels]</param>
    /// <param name="value">[channels]</param>
    public void Write(int block, int place, int head, float* key, float* value)
    {
        var column = Keys(block, head) + place;
        for (var channel = 0; channel < KeyWidth; channel++) column[(long)channel * BlockTokens] = key[channel];
        var row = new Span<float>(Values(block, head) + (long)place * ValueStride, ValueStride);
        new ReadOnlySpan<float>(value, ValueWidth).CopyTo(row);
        row[ValueWidth..].Clear();
    }

    /// <summary>Copies one block into another.</summary>
    public void Copy(int from, int to)
    {
        keys!.Copy((long)from * keyBlock, (long)to * keyBlock, keyBlock);
        values!.Copy((long)from * valueBlock, (long)to * valueBlock, valueBlock);
    }

    public void Dispose()
    {
        keys?.Dispose();
        values?.Dispose();
    }
}
