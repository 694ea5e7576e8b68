using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Pipelines.Torch;

/// <summary>Where lists and strings among the arguments lie during a call: on the stack, or beyond it when they are long.</summary>
internal unsafe ref struct ListBuffer(Span<long> stack)
{
    /// <summary>How many words fit on the stack.</summary>
    public const int Inline = 48;

    private Span<long> free = stack;
    private List<nint>? allocated;

    /// <summary>Copies what <paramref name="arg"/> holds to where C++ can read it, and points <paramref name="value"/> there.</summary>
    public void Place(in Arg arg, ref Value value)
    {
        switch (value.Tag)
        {
            case ValueTag.Ints:
                var ints = (long[])arg.Held!;
                ints.CopyTo(Take<long>(ints.Length, ref value));
                break;
            case ValueTag.Doubles or ValueTag.Complex:
                var doubles = (double[])arg.Held!;
                doubles.CopyTo(Take<double>(doubles.Length, ref value));
                break;
            case ValueTag.Tensors:
                var tensors = (Tensor?[])arg.Held!;
                var handles = Take<nint>(tensors.Length, ref value);
                for (var i = 0; i < tensors.Length; i++) handles[i] = tensors[i]?.Handle ?? 0;
                break;
            case ValueTag.String:
                var text = (string)arg.Held!;
                Encoding.UTF8.GetBytes(text, Take<byte>(Encoding.UTF8.GetByteCount(text), ref value));
                break;
        }
    }

    public readonly void Free()
    {
        if (allocated is not null) foreach (var block in allocated) NativeMemory.Free((void*)block);
    }

    private Span<T> Take<T>(int count, ref Value value) where T : unmanaged
    {
        var words = (int)(((long)count * sizeof(T) + 7) / 8);
        value.Count = count;
        if (words <= free.Length)
        {
            // The span lies on the caller's stack: its address holds until the call is over.
            value.Pointer = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(free));
            free = free[words..];
        }
        else
        {
            value.Pointer = (nint)NativeMemory.Alloc((nuint)words, 8);
            (allocated ??= []).Add(value.Pointer);
        }
        return new Span<T>((void*)value.Pointer, count);
    }
}
