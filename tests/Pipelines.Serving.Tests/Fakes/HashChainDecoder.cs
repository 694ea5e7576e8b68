using Pipelines.Data;
using Pipelines.Decoding;

namespace Pipelines.Serving.Tests;

/// <summary>
/// A decoder whose logits are a hash of all tokens that a place sees, read back from the blocks and slots that it is given: one wrong
/// block, one token read twice or left out, and everything that follows is another text. <see cref="Continue"/> says what it writes
/// without any.
/// </summary>
internal sealed class HashChainDecoder : IPagedDecoder
{
    private readonly int window;
    private ulong[] cells = [];
    private ulong[] states = [];

    /// <param name="vocab">tokens</param>
    /// <param name="context">most tokens of a sequence</param>
    /// <param name="blockTokens">tokens in a block</param>
    /// <param name="window">how many tokens a place sees; 0 for all</param>
    /// <param name="slots">whether the whole past is summarised in a slot, too</param>
    public HashChainDecoder(int vocab = 258, int context = 512, int blockTokens = 4, int window = 0, bool slots = false)
    {
        (Vocab, Context, this.window) = (vocab, context, window);
        Memory = new PagedMemory(blockTokens, BlockBytes: 8 * blockTokens, SlotBytes: slots ? 8 : 0, window);
    }

    public int Vocab { get; }

    public int Context { get; }

    public PagedMemory Memory { get; }

    /// <summary>Tokens read in all steps.</summary>
    public long TokensRead { get; private set; }

    /// <summary>Steps made.</summary>
    public long Steps { get; private set; }

    /// <summary>Most chunks of a step so far.</summary>
    public int WidestStep { get; private set; }

    /// <summary>Is called before every step.</summary>
    public Action<Chunk[]>? BeforeStep { get; set; }

    public bool IsDisposed { get; private set; }

    public void Reserve(int blocks, int slots)
    {
        var random = new Random(1);
        cells = [.. Enumerable.Range(0, blocks * Memory.BlockTokens).Select(_ => (ulong)random.NextInt64())];
        states = [.. Enumerable.Range(0, Memory.SlotBytes > 0 ? slots : 0).Select(_ => (ulong)random.NextInt64())];
    }

    public void CopyBlock(int from, int to) => Block(from).CopyTo(Block(to));

    public void CopySlot(int from, int to) => states[to] = states[from];

    public void Step(ReadOnlySpan<Chunk> chunks, Span<float> logits)
    {
        BeforeStep?.Invoke(chunks.ToArray());
        (Steps, WidestStep) = (Steps + 1, Math.Max(WidestStep, chunks.Length));
        Misuse(chunks, logits.Length);
        foreach (var chunk in chunks)
        {
            for (var i = 0; i < chunk.Tokens.Length; i++)
            {
                var place = chunk.Past + i;
                Cell(chunk, place) = Own(chunk.Tokens.Span[i], place);
                if (chunk.Slot >= 0) states[chunk.Slot] = Next(place == 0 ? 0 : states[chunk.Slot], chunk.Tokens.Span[i]);
                if (i < chunk.Tokens.Length - chunk.LogitRows) continue;
                var seen = chunk.Slot >= 0 ? states[chunk.Slot] : 0;
                for (var past = First(place); past <= place; past++) seen = CounterRandom.Mix(seen ^ Cell(chunk, past));
                Write(seen, logits[..Vocab]);
                logits = logits[Vocab..];
            }
            TokensRead += chunk.Tokens.Length;
        }
    }

    /// <summary>What follows tokens, likeliest token after likeliest token.</summary>
    /// <param name="prompt">the tokens</param>
    /// <param name="count">how many more are wanted</param>
    /// <param name="ends">tokens after which nothing follows</param>
    public List<int> Continue(IReadOnlyList<int> prompt, int count, IReadOnlySet<int> ends)
    {
        List<int> tokens = [.. prompt];
        while (tokens.Count < prompt.Count + count)
        {
            var logits = Logits(tokens);
            tokens.Add(logits.IndexOf(logits.Max()));
            if (ends.Contains(tokens[^1]) || tokens.Count > Context) break;
        }
        return tokens[prompt.Count..];
    }

    /// <summary>The logits of what follows tokens, [vocab].</summary>
    public List<float> Logits(IReadOnlyList<int> tokens)
    {
        var seen = Memory.SlotBytes > 0 ? tokens.Aggregate(0UL, Next) : 0;
        for (var past = First(tokens.Count - 1); past < tokens.Count; past++) seen = CounterRandom.Mix(seen ^ Own(tokens[past], past));
        var logits = new float[Vocab];
        Write(seen, logits);
        return [.. logits];
    }

    public void Dispose() => IsDisposed = true;

    /// <summary>Letters and spaces are likelier than other bytes, so that what it writes can be read.</summary>
    private static void Write(ulong seen, Span<float> logits)
    {
        for (var token = 0; token < logits.Length; token++)
        {
            var likelier = token is (>= 'a' and <= 'z') or ' ' ? 3 : 0;
            logits[token] = (float)(CounterRandom.Mix(seen + (ulong)token) >> 40) / (1 << 21) + likelier;
        }
    }

    private static ulong Own(int token, int place) => CounterRandom.Mix(((ulong)place << 32) + (ulong)token + 1);

    private static ulong Next(ulong state, int token) => CounterRandom.Mix(state ^ ((ulong)token + 7));

    private int First(int place) => window == 0 ? 0 : Math.Max(0, place - window + 1);

    private Span<ulong> Block(int block) => cells.AsSpan(block * Memory.BlockTokens, Memory.BlockTokens);

    private ref ulong Cell(Chunk chunk, int place)
    {
        var block = chunk.Blocks.Span[place / Memory.BlockTokens];
        if (block < 0) throw new InvalidOperationException($"place {place} is seen and its block is not there");
        return ref Block(block)[place % Memory.BlockTokens];
    }

    /// <summary>A block or slot that is written in a step is nobody else's in it.</summary>
    private void Misuse(ReadOnlySpan<Chunk> chunks, int length)
    {
        var (readers, writers, slots, rows) = (new Dictionary<int, int>(), new List<int>(), new HashSet<int>(), 0);
        foreach (var chunk in chunks)
        {
            if (chunk.Tokens.Length == 0) throw new ArgumentException("a chunk is empty");
            var end = chunk.Past + chunk.Tokens.Length;
            if (end > Context) throw new ArgumentException($"a chunk ends at {end} of {Context}");
            if (Memory.SlotBytes > 0 && !slots.Add(chunk.Slot)) throw new ArgumentException($"slot {chunk.Slot} is in two chunks");
            rows += chunk.LogitRows;
            for (var i = First(chunk.Past) / Memory.BlockTokens; i * Memory.BlockTokens < end; i++)
            {
                var block = chunk.Blocks.Span[i];
                readers[block] = readers.GetValueOrDefault(block) + 1;
                if ((i + 1) * Memory.BlockTokens > chunk.Past) writers.Add(block);
            }
        }
        foreach (var block in writers)
            if (readers[block] > 1) throw new ArgumentException($"block {block} is written while another sequence has it");
        if (rows * Vocab != length) throw new ArgumentException($"{rows} rows of {Vocab} logits do not fit into {length}");
    }
}
