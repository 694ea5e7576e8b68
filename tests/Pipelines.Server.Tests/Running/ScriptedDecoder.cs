using Pipelines.Decoding;
using Pipelines.Tokenizers;

namespace Pipelines.Server.Tests;

/// <summary>
/// A decoder that answers by a script: after a user's turn it is nearly certain of the tokens of what the script says to it. It knows a
/// sequence by what lies in its blocks alone.
/// </summary>
/// <param name="chat">the model's format</param>
/// <param name="script">the answer to what a user said last; where there is no user, to the whole text</param>
/// <param name="context">most tokens of a sequence</param>
internal sealed class ScriptedDecoder(ChatFormat chat, Func<string, string> script, int context = 2048) : IPagedDecoder
{
    private const string UserTurn = "<|im_start|>user\n", AssistantTurn = "<|im_start|>assistant\n", EndOfTurn = "<|im_end|>";
    private const float Certain = 20;

    private readonly object pace = new();
    private int[] memory = [];
    private int allowed = int.MaxValue;

    /// <summary>How long each step takes at least.</summary>
    public TimeSpan StepTime { get; set; }

    /// <summary>Takes so many steps from now on, and then none until it is told again.</summary>
    public void Allow(int steps)
    {
        lock (pace)
        {
            allowed = steps;
            Monitor.PulseAll(pace);
        }
    }

    /// <summary>Takes every step from now on.</summary>
    public void AllowAll() => Allow(int.MaxValue);

    public int Vocab => chat.Tokenizer.VocabSize;

    public int Context => context;

    public PagedMemory Memory { get; } = new(BlockTokens: 16, BlockBytes: 1024, SlotBytes: 0, Window: 0);

    public void Reserve(int blocks, int slots) => memory = new int[blocks * Memory.BlockTokens];

    public void CopyBlock(int from, int to) => Block(from).CopyTo(Block(to));

    public void CopySlot(int from, int to) { }

    public void Step(ReadOnlySpan<Chunk> chunks, Span<float> logits)
    {
        lock (pace)
        {
            while (allowed == 0) Monitor.Wait(pace);
            if (allowed < int.MaxValue) allowed--;
        }

        if (StepTime > TimeSpan.Zero) Thread.Sleep(StepTime);
        var row = 0;
        foreach (var chunk in chunks)
        {
            var total = chunk.Past + chunk.Tokens.Length;
            for (var i = chunk.Past; i < total; i++) At(chunk, i) = chunk.Tokens.Span[i - chunk.Past];
            for (var last = total - chunk.LogitRows; last < total; last++)
                Predict(Sequence(chunk, last + 1), logits.Slice(row++ * Vocab, Vocab));
        }
    }

    public void Dispose() { }

    private void Predict(int[] sequence, Span<float> logits)
    {
        // Unlikely tokens differ, so that sampling and alternatives have something to tell apart.
        for (var id = 0; id < logits.Length; id++) logits[id] = (id * 7919 + sequence[^1] * 31) % 101 / 101f;
        logits[Next(sequence)] = Certain;
    }

    private int Next(int[] sequence)
    {
        var text = chat.Tokenizer.Decode(sequence);
        var turn = text.LastIndexOf(AssistantTurn, StringComparison.Ordinal);
        var asked = turn < 0 ? "" : text[..turn];
        var answer = chat.Tokenizer.Encode(script(LastOfUser(asked)));
        var written = turn < 0 ? 0 : sequence.Length - chat.Tokenizer.Encode(text[..(turn + AssistantTurn.Length)]).Length;
        return turn >= 0 && written < answer.Length ? answer[written] : chat.Tokenizer.TokenId(EndOfTurn)!.Value;
    }

    private static string LastOfUser(string text)
    {
        var start = text.LastIndexOf(UserTurn, StringComparison.Ordinal);
        if (start < 0) return text;
        start += UserTurn.Length;
        var end = text.IndexOf(EndOfTurn, start, StringComparison.Ordinal);
        return text[start..(end < 0 ? text.Length : end)];
    }

    private int[] Sequence(Chunk chunk, int length)
    {
        var sequence = new int[length];
        for (var i = 0; i < length; i++) sequence[i] = At(chunk, i);
        return sequence;
    }

    private ref int At(Chunk chunk, int place) =>
        ref Block(chunk.Blocks.Span[place / Memory.BlockTokens])[place % Memory.BlockTokens];

    private Span<int> Block(int block) => memory.AsSpan(block * Memory.BlockTokens, Memory.BlockTokens);
}
