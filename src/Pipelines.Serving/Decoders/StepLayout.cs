using Pipelines.Decoding;
using Pipelines.Modules;

namespace Pipelines.Serving;

/// <summary>Where the tokens of chunks lie in one row: sequences that are being written in front, pieces of prompts behind them.</summary>
internal sealed class StepLayout
{
    /// <param name="chunks">what a step reads</param>
    /// <param name="keepsTokens">whether chunks need blocks</param>
    /// <param name="keepsSlots">whether chunks need slots</param>
    /// <exception cref="ArgumentException">a chunk is empty, or more logits are asked for than it has places</exception>
    public StepLayout(ReadOnlySpan<Chunk> chunks, bool keepsTokens, bool keepsSlots)
    {
        var given = chunks.ToArray();
        foreach (var chunk in given)
            if (chunk.LogitRows < 0 || chunk.LogitRows > chunk.Tokens.Length || chunk.Tokens.IsEmpty)
                throw new ArgumentException($"{chunk.LogitRows} rows of logits are asked for of a chunk of {chunk.Tokens.Length} tokens");
        var order = Enumerable.Range(0, given.Length).OrderBy(i => given[i].Tokens.Length > 1).ToArray();
        var starts = new int[given.Length];
        Tokens = new long[given.Sum(chunk => chunk.Tokens.Length)];
        Pieces = new Piece[given.Length];
        var next = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var chunk = given[order[i]];
            Pieces[i] = new Piece(chunk.Tokens.Length, chunk.Past, keepsTokens ? chunk.Blocks : default, keepsSlots ? chunk.Slot : -1);
            starts[order[i]] = next;
            foreach (var token in chunk.Tokens.Span) Tokens[next++] = token;
        }
        Wanted = [.. given.SelectMany((chunk, i) => Enumerable.Range(0, chunk.LogitRows)
            .Select(row => (long)starts[i] + chunk.Tokens.Length - chunk.LogitRows + row))];
    }

    /// <summary>The tokens of the row.</summary>
    public long[] Tokens { get; }

    /// <summary>The pieces of the row, in its order.</summary>
    public Piece[] Pieces { get; }

    /// <summary>The places in the row whose logits are asked for, in the chunks' order.</summary>
    public long[] Wanted { get; }
}
