using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>How many blocks and slots a number of bytes makes.</summary>
/// <param name="Blocks">blocks</param>
/// <param name="Slots">slots; 0 where the decoder needs none</param>
/// <param name="Context">most tokens of a sequence that both the decoder and so many blocks take</param>
internal sealed record CacheSize(int Blocks, int Slots, int Context)
{
    /// <summary>Blocks are made for so many times the sequences that run at once, at most: the rest are prompts to be met again.</summary>
    private const int Spare = 4;

    /// <exception cref="ArgumentException">there is no room for one sequence</exception>
    public static CacheSize Of(IPagedDecoder decoder, EngineOptions options)
    {
        var memory = decoder.Memory;
        var contextBlocks = BlocksFor(decoder.Context, memory);
        var slots = SlotsOf(memory, options);
        var rest = options.CacheBytes - slots * memory.SlotBytes;
        var most = Math.Min((long)Spare * options.MaxSequences * contextBlocks, int.MaxValue / 2);
        var blocks = (int)(memory.BlockBytes == 0 ? Math.Min((long)slots * contextBlocks, most) : Math.Min(rest / memory.BlockBytes, most));
        if (blocks < 2)
            throw new ArgumentException(
                $"a cache of {options.CacheBytes:N0} bytes is too small: two blocks of {memory.BlockTokens} tokens take "
                + $"{2 * memory.BlockBytes + slots * memory.SlotBytes:N0}", nameof(options));
        var fits = memory.Window > 0 && BlocksFor(memory.Window + options.StepTokens, memory) + 1 <= blocks;
        return new CacheSize(
            blocks, slots, fits ? decoder.Context : (int)Math.Min(decoder.Context, (long)blocks * memory.BlockTokens));
    }

    /// <summary>Blocks that hold so many tokens.</summary>
    public static int BlocksFor(int tokens, PagedMemory memory) => (tokens + memory.BlockTokens - 1) / memory.BlockTokens;

    /// <summary>One for each sequence that runs, and as many for states at the ends of prompts, in half of the bytes where blocks take the
    /// other.</summary>
    private static int SlotsOf(PagedMemory memory, EngineOptions options)
    {
        if (memory.SlotBytes == 0) return 0;
        var wanted = options.ReusePrefixes ? 2L * options.MaxSequences : options.MaxSequences;
        var slots = Math.Min(wanted, (memory.BlockBytes == 0 ? options.CacheBytes : options.CacheBytes / 2) / memory.SlotBytes);
        return slots > 0 ? (int)slots : throw new ArgumentException(
            $"a cache of {options.CacheBytes:N0} bytes is too small: the state of a sequence takes {memory.SlotBytes:N0}", nameof(options));
    }
}
