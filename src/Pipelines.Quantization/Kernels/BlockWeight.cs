using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>
/// A matrix in the blocks of a GGUF type, multiplied where its bytes lie: in a file's map, of which pages are read when a product first
/// needs them. Products with quantized types round each block of activations to 8 bits with one scale, as llama.cpp does; a row of x gives
/// the same bits whatever stands beside it.
/// </summary>
public sealed unsafe class BlockWeight : PackedWeight
{
    private readonly byte* blocks;
    private readonly SafeHandle? owner;
    private readonly byte[]? own;
    private readonly int[]? order, places;
    private BlockProduct? products;

    /// <param name="file">stays open for as long as this is used</param>
    /// <param name="tensor">of that file; all sizes but the innermost together are its rows</param>
    /// <exception cref="NotSupportedException">weights are not kept in the tensor's type</exception>
    /// <exception cref="ArgumentException">the tensor is not of the file</exception>
    public BlockWeight(GgufFile file, GgufTensor tensor)
        : this(file, tensor, 0, tensor.Elements / tensor.Columns)
    {
    }

    /// <summary>Some rows of a tensor, such as one of the experts that share it, in an order of one's own.</summary>
    /// <param name="file">stays open for as long as this is used</param>
    /// <param name="tensor">of that file; all sizes but the innermost together are its rows</param>
    /// <param name="firstRow">rows of the tensor before those of the matrix</param>
    /// <param name="rows">rows of the matrix</param>
    /// <param name="order">for each row of the matrix, which of those rows it is, each once; their own order when null</param>
    /// <exception cref="NotSupportedException">weights are not kept in the tensor's type</exception>
    /// <exception cref="ArgumentException">the tensor is not of the file, or the order is none of its rows</exception>
    /// <exception cref="ArgumentOutOfRangeException">the tensor has no such rows</exception>
    public BlockWeight(GgufFile file, GgufTensor tensor, long firstRow, long rows, int[]? order = null)
        : this(tensor.Type, rows, tensor.Columns, order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, tensor.Elements / tensor.Columns - firstRow);
        blocks = file.Memory(tensor, firstRow * RowBytes, out owner);
    }

    /// <summary>A matrix whose bytes are copied.</summary>
    /// <param name="type">of the blocks</param>
    /// <param name="columns">elements of a row, a multiple of <see cref="GgufTypes.BlockLength"/></param>
    /// <param name="blocks">whole rows of blocks</param>
    /// <exception cref="NotSupportedException">weights are not kept in that type</exception>
    /// <exception cref="ArgumentException">the bytes are no whole rows, or the columns no whole blocks</exception>
    public BlockWeight(GgufType type, long columns, ReadOnlySpan<byte> blocks)
        : this(type, RowsIn(type, columns, blocks.Length), columns, null)
    {
        own = GC.AllocateUninitializedArray<byte>(blocks.Length, pinned: true);
        blocks.CopyTo(own);
        this.blocks = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(own, 0);
    }

    private BlockWeight(GgufType type, long rows, long columns, int[]? order)
        : base(rows, columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        (Format, RowBytes, this.order) = (BlockFormat.Of(type), type.Bytes(columns), order);
        if (order is not null) places = RowOrder.Places(order, rows);
    }

    /// <summary>The type of its blocks.</summary>
    public GgufType Type => Format.Type;

    /// <inheritdoc/>
    public override long Bytes => Rows * RowBytes;

    /// <summary>Of the registers that products are computed in: one of <see cref="RegisterWidth.All"/>.</summary>
    internal int Width { get; init; } = RegisterWidth.Widest;

    internal BlockFormat Format { get; }

    internal long RowBytes { get; }

    /// <summary>The blocks of a row of the matrix.</summary>
    internal byte* Row(long row) => blocks + (order?[row] ?? row) * RowBytes;

    /// <summary>Keeps the blocks where they are until it is disposed.</summary>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    internal BlockLease Hold() => new(owner);

    /// <summary>Decodes a row of the matrix.</summary>
    /// <param name="row">which</param>
    /// <param name="values">[columns]</param>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    internal void Read(long row, Span<float> values)
    {
        using var lease = new BlockLease(owner);
        DecodeRow(row, values);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is of another width or type, or not on the CPU</exception>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    public override Tensor Product(Tensor x)
    {
        var shape = x.shape;
        if (shape.Length == 0 || shape[^1] != Columns || x.device_type != DeviceType.CPU
            || x.dtype is not (ScalarType.Float32 or ScalarType.BFloat16))
        {
            var found = $"{x.dtype} [{string.Join(", ", shape)}] on {x.device_type}";
            throw new ArgumentException($"x is {found}; expected Float32 or BFloat16 […, {Columns}] on the CPU", nameof(x));
        }
        using var untracked = no_grad();
        using var rows = x.contiguous();
        shape[^1] = Rows;
        var product = empty(shape, x.dtype, CPU);
        using var lease = new BlockLease(owner);
        if (x.dtype == ScalarType.Float32) Multiply(rows.bytes, product.bytes);
        else
        {
            using var wide = rows.to_type(ScalarType.Float32);
            using var result = empty(shape, ScalarType.Float32, CPU);
            Multiply(wide.bytes, result.bytes);
            product.copy_(result);
        }
        return product;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">ids are not int64 on the CPU</exception>
    /// <exception cref="ArgumentOutOfRangeException">an id is no row</exception>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    public override Tensor Take(Tensor ids)
    {
        if (ids.dtype != ScalarType.Int64 || ids.device_type != DeviceType.CPU)
            throw new ArgumentException($"ids are {ids.dtype} on {ids.device_type}; expected Int64 on the CPU", nameof(ids));
        using var flat = ids.contiguous();
        var chosen = MemoryMarshal.Cast<byte, long>(flat.bytes);
        foreach (var id in chosen)
            if ((ulong)id >= (ulong)Rows) throw new ArgumentOutOfRangeException(nameof(ids), id, $"there are {Rows} rows");
        var taken = empty([.. ids.shape, Columns], ScalarType.Float32, CPU);
        using var lease = new BlockLease(owner);
        var values = MemoryMarshal.Cast<byte, float>(taken.bytes);
        for (var i = 0; i < chosen.Length; i++) DecodeRow(chosen[i], values[(int)(i * Columns)..]);
        return taken;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    public override Tensor Decode()
    {
        var decoded = empty([Rows, Columns], ScalarType.Float32, CPU);
        using var lease = new BlockLease(owner);
        for (long row = 0; row < Rows; row++)
        {
            using var into = decoded.select(0, row);
            DecodeRow(row, MemoryMarshal.Cast<byte, float>(into.bytes));
        }
        return decoded;
    }

    private void DecodeRow(long row, Span<float> values) =>
        Format.Dequantize(new ReadOnlySpan<byte>(Row(row), (int)RowBytes), values[..(int)Columns]);

    private void Multiply(Span<byte> x, Span<byte> product)
    {
        var count = x.Length / (int)(sizeof(float) * Columns);
        fixed (byte* from = x, into = product)
        {
            if (Type.BlockLength() == 1)
            {
                FloatMatrix.Compute(this, (float*)from, count, (float*)into);
                return;
            }
            products ??= new BlockProduct(Type, Width, blocks, Rows, (int)Columns, places);
            products.Compute((float*)from, count, (float*)into);
        }
    }

    private static long RowsIn(GgufType type, long columns, int bytes)
    {
        if (columns < 1 || columns % type.BlockLength() != 0)
            throw new ArgumentException($"{columns} columns are no whole blocks of {type.BlockLength()}", nameof(columns));
        var rowBytes = type.Bytes(columns);
        if (bytes == 0 || bytes % rowBytes != 0)
            throw new ArgumentException($"{bytes} bytes are no whole rows of {rowBytes}", nameof(bytes));
        return bytes / rowBytes;
    }
}
