using Pipelines.Decoding;

namespace Pipelines.Cpu;

/// <summary>The tokens of a step, a row each, those of one chunk after those of another.</summary>
internal sealed class Batch
{
    private int[] tokens = [], positions = [], pieceOf = [], wanted = [];
    private Piece[] pieces = [];
    private int pieceCount, wantedCount;

    /// <summary>Tokens of all chunks.</summary>
    public int Rows { get; private set; }

    /// <summary>Tokens of the sequence that got furthest, those of this step with them.</summary>
    public int Longest { get; private set; }

    /// <summary>The token of each row.</summary>
    public ReadOnlySpan<int> Tokens => tokens.AsSpan(0, Rows);

    /// <summary>Where it stands in its sequence.</summary>
    public ReadOnlySpan<int> Positions => positions.AsSpan(0, Rows);

    /// <summary>Which of <see cref="Pieces"/> each row belongs to.</summary>
    public ReadOnlySpan<int> PieceOf => pieceOf.AsSpan(0, Rows);

    /// <summary>The chunks.</summary>
    public ReadOnlySpan<Piece> Pieces => pieces.AsSpan(0, pieceCount);

    /// <summary>The rows whose logits are wanted.</summary>
    public ReadOnlySpan<int> Wanted => wanted.AsSpan(0, wantedCount);

    /// <summary>Takes the chunks of a step in place of those before.</summary>
    /// <param name="chunks">pieces of different sequences</param>
    /// <param name="limits">what they must keep to</param>
    /// <exception cref="ArgumentException">a chunk does not; then nothing is to be read</exception>
    public void Take(ReadOnlySpan<Chunk> chunks, BatchLimits limits)
    {
        (Rows, Longest, pieceCount, wantedCount) = (0, 0, 0, 0);
        var rows = 0;
        foreach (var chunk in chunks) rows += chunk.Tokens.Length;
        if (tokens.Length < rows)
        {
            var room = Math.Max(rows, 2 * tokens.Length);
            (tokens, positions, pieceOf, wanted) = (new int[room], new int[room], new int[room], new int[room]);
        }
        if (pieces.Length < chunks.Length) pieces = new Piece[Math.Max(chunks.Length, 2 * pieces.Length)];
        foreach (var chunk in chunks)
        {
            limits.Check(chunk);
            Add(chunk);
        }
    }

    private void Add(in Chunk chunk)
    {
        var count = chunk.Tokens.Length;
        chunk.Tokens.Span.CopyTo(tokens.AsSpan(Rows));
        for (var i = 0; i < count; i++) (positions[Rows + i], pieceOf[Rows + i]) = (chunk.Past + i, pieceCount);
        for (var i = count - chunk.LogitRows; i < count; i++) wanted[wantedCount++] = Rows + i;
        pieces[pieceCount++] = new Piece(Rows, count, chunk.Past, chunk.Blocks, chunk.Slot);
        Rows += count;
        Longest = Math.Max(Longest, chunk.Past + count);
    }
}
