using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor, in the order of its indices whatever its strides.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;
    private readonly T* data;

    internal TensorAccessor(Tensor tensor)
    {
        this.tensor = tensor;
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        data = (T*)tensor.DataPointer();
        Count = tensor.numel();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>The element at the indices; at a single index of a tensor of many dimensions, the element at that place in order.</summary>
    public T this[params long[] indices]
    {
        get => *Address(indices);
        set => *Address(indices) = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies from element <paramref name="tensorIndex"/> on, for as long as both have room.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (contiguous) new Span<T>(data + tensorIndex, count).CopyTo(target);
        else for (var i = 0; i < count; i++) target[i] = data[Offset(tensorIndex + i)];
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (contiguous) source[..count].CopyTo(new Span<T>(data + tensorIndex, count));
        else for (var i = 0; i < count; i++) data[Offset(tensorIndex + i)] = source[i];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Equals(right);
    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !left.Equals(right);
    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && Count == other.Count && this.SequenceEqual(other);
    public override int GetHashCode() => tensor.GetHashCode();

    /// <summary>The tensor stays: it belongs to whoever asked for its elements.</summary>
    public void Dispose() { }

    private T At(long index) => data[Offset(index)];

    private T* Address(long[] indices)
    {
        if (indices.Length == 1 && shape.Length != 1)
        {
            if ((ulong)indices[0] >= (ulong)Count) throw new IndexOutOfRangeException($"element {indices[0]} of {Count}");
            return data + Offset(indices[0]);
        }
        if (indices.Length != shape.Length) throw new ArgumentException($"{indices.Length} indices into {shape.Length} dimensions");
        long offset = 0;
        for (var d = 0; d < indices.Length; d++)
        {
            var i = indices[d];
            if ((ulong)i >= (ulong)shape[d]) throw new IndexOutOfRangeException($"index {i} into dimension {d} of size {shape[d]}");
            offset += i * strides[d];
        }
        return data + offset;
    }

    private long Offset(long index)
    {
        if (contiguous) return index;
        long offset = 0;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            (index, var i) = Math.DivRem(index, shape[d]);
            offset += i * strides[d];
        }
        return offset;
    }
}
