using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch;

/// <summary>Tensors over memory that somebody else owns, such as a file that is mapped.</summary>
public static unsafe class ForeignMemory
{
    /// <summary>
    /// A contiguous tensor on the CPU over the memory at <paramref name="address"/>. Its owner is held until the last view of it
    /// is gone.
    /// </summary>
    /// <param name="address">of the first element, aligned to the elements; <paramref name="owner"/> keeps it valid</param>
    /// <param name="shape">sizes, row-major</param>
    /// <param name="type">of the elements</param>
    /// <param name="owner">is counted up now, and down when the last view is gone</param>
    /// <returns>null where the engine cannot make one: the memory must then be copied</returns>
    public static Tensor? TryOver(void* address, long[] shape, ScalarType type, SafeHandle owner)
    {
#if TORCHSHARP_PACKAGE
        return null;
#else
        if ((nuint)address % (nuint)type.ElementSize() != 0) return null;
        var held = false;
        owner.DangerousAddRef(ref held);
        var lease = GCHandle.Alloc(owner);
        nint made;
        fixed (long* sizes = shape)
            made = Native.pipelines_from_memory(address, sizes, shape.Length, (int)type, &ReleaseFromNative, GCHandle.ToIntPtr(lease));
        if (made != 0) return new Tensor(made);
        Release(GCHandle.ToIntPtr(lease));
        throw Native.Failure();
#endif
    }

#if !TORCHSHARP_PACKAGE
    [UnmanagedCallersOnly]
    private static void ReleaseFromNative(nint lease) => Release(lease);

    private static void Release(nint lease)
    {
        var handle = GCHandle.FromIntPtr(lease);
        ((SafeHandle)handle.Target!).DangerousRelease();
        handle.Free();
    }
#endif
}
