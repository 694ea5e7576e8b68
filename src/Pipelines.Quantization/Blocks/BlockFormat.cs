using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// How a GGUF type keeps rows of float32: in blocks of <see cref="GgufTypes.BlockLength"/>, each a few bytes of its own (ggml-common.h).
/// Decoding is the type's definition, bit for bit. Encoding looks for the blocks that come nearest to the values.
/// </summary>
public abstract class BlockFormat
{
    private protected BlockFormat(GgufType type) => Type = type;

    /// <summary>The type.</summary>
    public GgufType Type { get; }

    /// <summary>The format of <paramref name="type"/>.</summary>
    /// <exception cref="NotSupportedException">weights are not kept in this type</exception>
    public static BlockFormat Of(GgufType type) => BlockFormats.All.TryGetValue(type, out var format)
        ? format
        : throw new NotSupportedException(
            $"type {type.Word()} keeps no weights; those that do are " +
            string.Join(", ", BlockFormats.All.Keys.Order().Select(GgufTypes.Word)));

    /// <summary>Encodes rows, in parallel where there are many. The same values give the same bytes, on every machine.</summary>
    /// <param name="values">[rows, columns], finite</param>
    /// <param name="columns">the length of a row, a multiple of <see cref="GgufTypes.BlockLength"/></param>
    /// <param name="blocks">[rows · columns / block length] blocks, written whole</param>
    /// <param name="importance">
    /// [columns], what the squared error of each column counts for, such as its mean squared input: finite, not negative. None for 1 each.
    /// </param>
    /// <exception cref="ArgumentException">a length does not fit the others, or a number is not finite</exception>
    public void Quantize(ReadOnlySpan<float> values, int columns, Span<byte> blocks, ReadOnlySpan<float> importance = default) =>
        Quantize(values, columns, blocks, importance, LaneCount.Widest, Environment.ProcessorCount);

    /// <summary>Decodes whole blocks.</summary>
    /// <param name="blocks">blocks, one after the other</param>
    /// <param name="values">[blocks · block length], written whole</param>
    /// <exception cref="ArgumentException">the lengths do not fit each other</exception>
    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values) => Dequantize(blocks, values, LaneCount.Widest);

    internal void Quantize(
        ReadOnlySpan<float> values, int columns, Span<byte> blocks, ReadOnlySpan<float> importance, int lanes, int threads)
    {
        var length = Type.BlockLength();
        if (columns <= 0 || columns % length != 0)
            throw new ArgumentException($"{Type.Word()} has blocks of {length} values; rows of {columns} do not divide", nameof(columns));
        if (values.Length % columns != 0)
            throw new ArgumentException($"{values.Length} values are no whole rows of {columns}", nameof(values));
        var bytes = Type.Bytes(values.Length);
        if (blocks.Length != bytes)
            throw new ArgumentException($"{values.Length} values take {bytes} bytes, not {blocks.Length}", nameof(blocks));
        if (importance.Length != 0 && importance.Length != columns)
            throw new ArgumentException($"{importance.Length} importances for {columns} columns", nameof(importance));
        if (length > 1) Finite.Check(values, columns);
        RowRanges.Encode(this, values, columns, blocks, Importance.Normalize(importance), lanes, threads);
    }

    internal void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values, int lanes)
    {
        if (values.Length % Type.BlockLength() != 0 || blocks.Length != Type.Bytes(values.Length))
            throw new ArgumentException($"{blocks.Length} bytes of {Type.Word()} are not {values.Length} values", nameof(values));
        switch (lanes)
        {
            case 16: Decode<Lanes16>(blocks, values); break;
            case 8: Decode<Lanes8>(blocks, values); break;
            case 4: Decode<Lanes4>(blocks, values); break;
            default: Decode<Lanes1>(blocks, values); break;
        }
    }

    internal void Encode(ReadOnlySpan<float> values, int columns, Span<byte> blocks, ReadOnlySpan<float> importance, int lanes)
    {
        switch (lanes)
        {
            case 16: Encode<Lanes16>(values, columns, blocks, importance); break;
            case 8: Encode<Lanes8>(values, columns, blocks, importance); break;
            case 4: Encode<Lanes4>(values, columns, blocks, importance); break;
            default: Encode<Lanes1>(values, columns, blocks, importance); break;
        }
    }

    /// <summary>Encodes some rows that are known to fit.</summary>
    private protected abstract void Encode<T>(ReadOnlySpan<float> values, int columns, Span<byte> blocks, ReadOnlySpan<float> importance)
        where T : struct, ILanes<T>;

    /// <summary>Decodes some blocks that are known to fit.</summary>
    private protected abstract void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
        where T : struct, ILanes<T>;
}
