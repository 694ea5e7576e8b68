using Pipelines.Decoding;

namespace Pipelines.Cpu;

/// <summary>What chunks must keep to.</summary>
/// <param name="Vocab">tokens of the vocabulary</param>
/// <param name="Context">most tokens of a sequence</param>
/// <param name="Memory">what a sequence takes</param>
/// <param name="Blocks">blocks that there are</param>
/// <param name="Slots">slots that there are</param>
internal sealed record BatchLimits(int Vocab, int Context, PagedMemory Memory, int Blocks, int Slots)
{
    /// <exception cref="ArgumentException">it does not keep to them</exception>
    public void Check(in Chunk chunk)
    {
        var count = chunk.Tokens.Length;
        var length = chunk.Past + count;
        if (count == 0 || chunk.Past < 0) throw Bad($"{count} tokens after {chunk.Past}; expected some, after none or more");
        if (length > Context) throw Bad($"{length} tokens; the context is {Context}");
        if (chunk.LogitRows < 0 || chunk.LogitRows > count) throw Bad($"{count} tokens, and logits of {chunk.LogitRows}");
        foreach (var token in chunk.Tokens.Span)
            if ((uint)token >= (uint)Vocab) throw Bad($"the token {token}; there are {Vocab}");
        if (Memory.SlotBytes > 0 && (uint)chunk.Slot >= (uint)Slots) throw Bad($"the slot {chunk.Slot}; there are {Slots}");
        if (Memory.BlockBytes > 0) CheckBlocks(chunk, length);
    }

    private void CheckBlocks(in Chunk chunk, int length)
    {
        var blocks = chunk.Blocks.Span;
        var needed = (length + Memory.BlockTokens - 1) / Memory.BlockTokens;
        if (blocks.Length < needed) throw Bad($"{length} tokens and {blocks.Length} blocks; {needed} hold them");
        var seen = Memory.Window == 0 ? 0 : Math.Max(0, chunk.Past - Memory.Window + 1) / Memory.BlockTokens;
        foreach (var block in blocks[seen..needed])
            if ((uint)block >= (uint)Blocks) throw Bad($"the block {block}; there are {Blocks}");
    }

    private static ArgumentException Bad(string found) => new($"a chunk has {found}", "chunks");
}
