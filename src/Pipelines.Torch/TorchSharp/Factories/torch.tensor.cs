namespace TorchSharp;

public static partial class torch
{
    private static unsafe Tensor Copy<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> shape, ScalarType type, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged
    {
        long count = 1;
        foreach (var d in shape) count *= d;
        if (count != values.Length)
            throw new ArgumentException($"{values.Length} values do not fill the shape [{string.Join(", ", shape.ToArray())}]");
        var made = empty(shape, type);
        values.CopyTo(new Span<T>(made.DataPointer(), values.Length));
        if ((dtype is { } wanted && wanted != type) || device is { type: not DeviceType.CPU })
            made = made.to(dtype ?? type, device ?? CPU, disposeAfter: true);
        return requiresGrad ? made.requires_grad_() : made;
    }

    // The elements of a list, without a copy where it is an array or a List.
    private static ReadOnlySpan<T> Span<T>(IList<T> values) => values switch
    {
        T[] array => array,
        List<T> list => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list),
        _ => values.ToArray(),
    };

    private static ReadOnlySpan<T> Flat<T>(Array values) where T : unmanaged => values.Length == 0
        ? []
        : System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte,
            T>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(values)),
            values.Length);

    private static long[] Shape(Array values) => [.. Enumerable.Range(0, values.Rank).Select(d => values.GetLongLength(d))];

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        data.to(dtype ?? data.dtype, device ?? data.device);
}
