using Pipelines.Decoding;

namespace Pipelines.Cpu.Tests;

/// <summary>Reads sequences with a decoder, in whatever cuts and company, from blocks that lie in no order.</summary>
internal sealed class Reader : IDisposable
{
    private readonly IPagedDecoder decoder;
    private readonly Queue<int> blocks, slots;

    /// <param name="decoder">whose blocks and slots this gives out; disposed with it</param>
    /// <param name="room">blocks</param>
    /// <param name="sequences">slots</param>
    public Reader(IPagedDecoder decoder, int room = 64, int sequences = 8)
    {
        this.decoder = decoder;
        decoder.Reserve(room, sequences);
        var random = new Random(room);
        blocks = Shuffled(room, random);
        slots = Shuffled(sequences, random);
    }

    /// <summary>A sequence that nothing is read of yet.</summary>
    public Reading Begin(int[] tokens) => new(tokens, slots.Dequeue());

    /// <summary>Reads the next tokens of some sequences in one step; each gets the logits of all its places.</summary>
    public void Step(params (Reading Sequence, int Count)[] next)
    {
        var chunks = next.Select(pair => Chunk(pair.Sequence, pair.Count)).ToArray();
        var vocab = decoder.Vocab;
        var logits = new float[chunks.Sum(chunk => chunk.LogitRows) * vocab];
        Array.Fill(logits, float.NaN);
        decoder.Step(chunks, logits);
        var at = 0;
        foreach (var (sequence, count) in next)
        {
            for (var i = 0; i < count; i++, at += vocab) sequence.Logits.Add(logits[at..(at + vocab)]);
            sequence.Past += count;
        }
    }

    /// <summary>Another sequence with the same past, in blocks and a slot of its own.</summary>
    public Reading Fork(Reading sequence)
    {
        var fork = Begin(sequence.Tokens);
        fork.Past = sequence.Past;
        foreach (var block in sequence.Blocks)
        {
            fork.Blocks.Add(blocks.Dequeue());
            decoder.CopyBlock(block, fork.Blocks[^1]);
        }
        if (decoder.Memory.SlotBytes > 0) decoder.CopySlot(sequence.Slot, fork.Slot);
        return fork;
    }

    /// <summary>Gives back the blocks that no later token of a sequence sees.</summary>
    public void Forget(Reading sequence)
    {
        var unseen = Math.Max(0, sequence.Past - decoder.Memory.Window + 1) / decoder.Memory.BlockTokens;
        for (var i = 0; i < unseen; i++)
        {
            if (sequence.Blocks[i] < 0) continue;
            blocks.Enqueue(sequence.Blocks[i]);
            sequence.Blocks[i] = -1;
        }
    }

    /// <summary>Gives back all that a sequence holds.</summary>
    public void End(Reading sequence)
    {
        foreach (var block in sequence.Blocks.Where(block => block >= 0)) blocks.Enqueue(block);
        slots.Enqueue(sequence.Slot);
    }

    public void Dispose() => decoder.Dispose();

    private Chunk Chunk(Reading sequence, int count)
    {
        while (sequence.Blocks.Count * decoder.Memory.BlockTokens < sequence.Past + count) sequence.Blocks.Add(blocks.Dequeue());
        return new(sequence.Tokens.AsMemory(sequence.Past, count), sequence.Past, sequence.Blocks.ToArray(), sequence.Slot, count);
    }

    private static Queue<int> Shuffled(int count, Random random)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        random.Shuffle(numbers);
        return new(numbers);
    }
}
