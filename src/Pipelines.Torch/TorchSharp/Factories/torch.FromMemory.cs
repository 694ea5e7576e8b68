using System.Runtime.InteropServices;
using Pipelines.Torch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of the array's shape and type, over a copy of its elements.</summary>
    /// <exception cref="NotSupportedException">The elements are of no type that a tensor has.</exception>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static unsafe Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        var type = TypeOf(rawArray);
        var made = empty(Shape(rawArray), type);
        var bytes = MemoryMarshal.CreateReadOnlySpan(
            ref MemoryMarshal.GetArrayDataReference(rawArray), checked(rawArray.Length * type.ElementSize()));
        bytes.CopyTo(new Span<byte>(made.DataPointer(), bytes.Length));
        if ((dtype is { } wanted && wanted != type) || device is { type: not DeviceType.CPU })
            made = made.to(dtype ?? type, device ?? CPU, disposeAfter: true);
        return requires_grad ? made.requires_grad_() : made;
    }

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    /// <summary>
    /// A tensor of one dimension over the array's own memory, which stays pinned while any view of it lives: a change of one is a
    /// change of the other.
    /// </summary>
    /// <param name="count">elements of <paramref name="dtype"/>; all that fit when negative</param>
    /// <param name="offset">bytes to skip</param>
    public static unsafe Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        var bytes = Buffer.ByteLength(rawArray);
        var room = (bytes - offset) / dtype.ElementSize();
        if (offset < 0 || offset > bytes)
            throw new ArgumentOutOfRangeException(nameof(offset), $"offset {offset} of an array of {bytes} bytes");
        if (count > room)
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} elements of {dtype}: the array has room for {room}");
        long length = count < 0 ? room : count;
        var pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        var made = Native.pipelines_from_memory(
            (byte*)pin.AddrOfPinnedObject() + offset, &length, 1, (int)dtype, &Unpin, GCHandle.ToIntPtr(pin));
        if (made == 0)
        {
            pin.Free();
            throw Native.Failure();
        }
        var tensor = new Tensor(made);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();

    private static ScalarType TypeOf(Array array)
    {
        var element = array.GetType().GetElementType()!;
        return element == typeof(bool) ? ScalarType.Bool
            : element == typeof(byte) ? ScalarType.Byte
            : element == typeof(sbyte) ? ScalarType.Int8
            : element == typeof(short) ? ScalarType.Int16
            : element == typeof(int) ? ScalarType.Int32
            : element == typeof(long) ? ScalarType.Int64
            : element == typeof(Half) ? ScalarType.Float16
            : element == typeof(BFloat16) ? ScalarType.BFloat16
            : element == typeof(float) ? ScalarType.Float32
            : element == typeof(double) ? ScalarType.Float64
            : element == typeof((float, float)) ? ScalarType.ComplexFloat32
            : element == typeof(System.Numerics.Complex) ? ScalarType.ComplexFloat64
            : throw new NotSupportedException($"no tensor has elements of type {element.Name}");
    }
}
