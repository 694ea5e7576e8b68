using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Texts of unequal length as the rows of one rectangle, on the host. What fills the shorter ones up is a segment of its own, so that no
/// text sees it, and has no target.
/// </summary>
/// <param name="Lengths">tokens of each row</param>
/// <param name="Time">tokens of the longest</param>
/// <param name="Tokens">[rows, time]; 0 behind a text</param>
/// <param name="Segments">[rows, time]: 1 within a text, 0 behind it</param>
internal sealed record PaddedRows(int[] Lengths, int Time, long[] Tokens, long[] Segments)
{
    /// <summary>Number of rows.</summary>
    public int Rows => Lengths.Length;

    /// <summary>Puts texts one below the other.</summary>
    public static PaddedRows Of(IReadOnlyList<ReadOnlyMemory<int>> texts)
    {
        int[] lengths = [.. texts.Select(text => text.Length)];
        var time = lengths.Max();
        var tokens = new long[lengths.Length * time];
        var segments = new long[tokens.Length];
        for (var row = 0; row < lengths.Length; row++)
        {
            var text = texts[row].Span;
            for (var i = 0; i < text.Length; i++) tokens[row * time + i] = text[i];
            segments.AsSpan(row * time, text.Length).Fill(1);
        }

        return new PaddedRows(lengths, time, tokens, segments);
    }

    /// <summary>The tokens on a device, [rows, time], int64; the caller disposes them.</summary>
    public Tensor TokensOn(Device device) => tensor(Tokens, [Rows, Time], device: device);

    /// <summary>The segments on a device, [rows, time], int64; null where all rows are equally long. The caller disposes them.</summary>
    public Tensor? SegmentsOn(Device device) =>
        Array.TrueForAll(Lengths, length => length == Time) ? null : tensor(Segments, [Rows, Time], device: device);
}
