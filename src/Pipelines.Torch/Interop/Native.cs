using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Pipelines.Torch;

/// <summary>The C entry points of native/core. Getters that cannot block run without leaving the collector's cooperative mode.</summary>
internal static unsafe class Native
{
    private const string Library = LibraryLoading.Name;

    static Native() => LibraryLoading.Start();

    [DllImport(Library)] public static extern void pipelines_start(int threads);
    [DllImport(Library)] public static extern byte* pipelines_error();
    [DllImport(Library)] public static extern byte* pipelines_torch_version();

    [DllImport(Library)] public static extern nint pipelines_operator(byte* name, byte* overload);
    [DllImport(Library)] public static extern int pipelines_call(nint op, Value* args, int count, Value* outs, int room, int flags);
    [DllImport(Library)] public static extern void pipelines_free_buffer(nint buffer);

    [DllImport(Library)] public static extern void pipelines_release(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern nint pipelines_retain(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long pipelines_dim(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long pipelines_numel(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern int pipelines_dtype(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long pipelines_element_size(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long pipelines_device(nint tensor);
    [DllImport(Library)] public static extern int pipelines_sizes(nint tensor, long* sizes);
    [DllImport(Library)] public static extern int pipelines_strides(nint tensor, long* strides);
    [DllImport(Library)] public static extern int pipelines_is_contiguous(nint tensor);
    [DllImport(Library)] public static extern int pipelines_is_sparse(nint tensor);
    [DllImport(Library)] public static extern long pipelines_storage_offset(nint tensor);
    [DllImport(Library)] public static extern void* pipelines_data(nint tensor);
    [DllImport(Library)]
    public static extern nint pipelines_from_memory(
        void* data, long* sizes, int dims, int dtype, delegate* unmanaged<nint, void> deleter, nint context);

    [DllImport(Library)] public static extern int pipelines_grad_enabled();
    [DllImport(Library)] public static extern void pipelines_set_grad_enabled(int enabled);
    [DllImport(Library)] public static extern int pipelines_inference_enabled();
    [DllImport(Library)] public static extern nint pipelines_inference_enter(int enabled);
    [DllImport(Library)] public static extern void pipelines_inference_leave(nint mode);
    [DllImport(Library)] public static extern int pipelines_requires_grad(nint tensor);
    [DllImport(Library)] public static extern int pipelines_set_requires_grad(nint tensor, int requiresGrad);
    [DllImport(Library)] public static extern int pipelines_is_leaf(nint tensor);
    [DllImport(Library)] public static extern int pipelines_retain_grad(nint tensor);
    [DllImport(Library)] public static extern nint pipelines_grad(nint tensor);
    [DllImport(Library)] public static extern int pipelines_set_grad(nint tensor, nint grad);
    [DllImport(Library)]
    public static extern int pipelines_backward(
        nint* tensors, int count, nint* grads, int gradCount, int retain, int createGraph, nint* inputs, int inputCount);
    [DllImport(Library)]
    public static extern int pipelines_gradients(
        nint* outputs, int count, nint* inputs, int inputCount, nint* grads, int gradCount, int retain, int createGraph,
        int allowUnused, nint* results);

    [DllImport(Library)]
    public static extern int pipelines_set_function(
        nint output, nint* inputs, int count, nint context, delegate* unmanaged<nint, nint*, int, nint*, int, byte*, int, int> backward,
        delegate* unmanaged<nint, void> end);

    [DllImport(Library)] public static extern int pipelines_get_threads();
    [DllImport(Library)] public static extern int pipelines_set_threads(int threads);
    [DllImport(Library)] public static extern int pipelines_get_interop_threads();
    [DllImport(Library)] public static extern int pipelines_set_interop_threads(int threads);
    [DllImport(Library)] public static extern int pipelines_manual_seed(long seed);
    [DllImport(Library)] public static extern nint pipelines_default_generator();
    [DllImport(Library)] public static extern nint pipelines_new_generator(long seed, int deviceType, int deviceIndex);
    [DllImport(Library)] public static extern void pipelines_free_generator(nint generator);
    [DllImport(Library)] public static extern long pipelines_generator_device(nint generator);
    [DllImport(Library)] public static extern int pipelines_generator_set_seed(nint generator, long seed);
    [DllImport(Library)] public static extern long pipelines_generator_seed(nint generator);
    [DllImport(Library)] public static extern long pipelines_generator_reseed(nint generator);
    [DllImport(Library)] public static extern nint pipelines_generator_get_state(nint generator);
    [DllImport(Library)] public static extern int pipelines_generator_set_state(nint generator, nint state);
    [DllImport(Library)] public static extern int pipelines_cuda_available();
    [DllImport(Library)] public static extern int pipelines_cuda_count();
    [DllImport(Library)] public static extern int pipelines_cuda_synchronize(int index);

    /// <summary>The last failure on this thread, as the exception that TorchSharp throws.</summary>
    public static ExternalException Failure() => new(Marshal.PtrToStringUTF8((nint)pipelines_error()) is { Length: > 0 } text
        ? text
        : "libtorch failed without a message");

    /// <summary>Throws when a call returned a negative number; otherwise returns it.</summary>
    public static int Check(int result) => result < 0 ? throw Failure() : result;

    /// <summary>Throws when a call returned no handle; otherwise returns it.</summary>
    public static nint Check(nint handle) => handle == 0 ? throw Failure() : handle;
}
