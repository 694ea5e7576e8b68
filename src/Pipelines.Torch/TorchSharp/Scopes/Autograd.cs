using Pipelines.Torch;

namespace TorchSharp;

/// <summary>Whether operators are recorded for backward, on this thread, until it is disposed.</summary>
internal sealed class AutoGradMode : IDisposable
{
    private readonly int previous;

    public AutoGradMode(bool enabled)
    {
        previous = Native.pipelines_grad_enabled();
        Native.pipelines_set_grad_enabled(enabled ? 1 : 0);
    }

    public static bool IsEnabled => Native.pipelines_grad_enabled() != 0;

    public void Dispose() => Native.pipelines_set_grad_enabled(previous);
}

internal sealed class InferenceMode(bool mode) : IDisposable
{
    private nint handle = Native.pipelines_inference_enter(mode ? 1 : 0);

    public static bool IsEnabled => Native.pipelines_inference_enabled() != 0;

    public void Dispose()
    {
        if (handle != 0) Native.pipelines_inference_leave(handle);
        handle = 0;
    }
}

public static partial class torch
{
    public static IDisposable no_grad() => new AutoGradMode(false);
    public static IDisposable enable_grad(bool enabled = true) => new AutoGradMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new AutoGradMode(mode);
    public static bool is_grad_enabled() => AutoGradMode.IsEnabled;
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);
    public static bool is_inference_mode_enabled() => InferenceMode.IsEnabled;

    public static partial class autograd
    {
        /// <summary>The gradients of the outputs' sum with respect to the inputs, without touching anybody's grad.</summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var results = new nint[inputs.Count];
            fixed (nint* o = Handles(outputs), i = Handles(inputs), g = Handles(grad_outputs), r = results)
                Native.Check(Native.pipelines_gradients(
                    o, outputs.Count, i, inputs.Count, g, grad_outputs?.Count ?? 0, retain_graph ? 1 : -1, create_graph ? 1 : 0,
                    allow_unused ? 1 : 0, r));
            GC.KeepAlive((outputs, inputs, grad_outputs));
            return Array.ConvertAll(results, result => result == 0 ? null! : new Tensor(result));
        }

        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            fixed (nint* t = Handles(tensors), g = Handles(grad_tensors), i = Handles(inputs))
                Native.Check(Native.pipelines_backward(
                    t, tensors.Count, g, grad_tensors?.Count ?? 0, retain_graph switch { null => -1, true => 1, false => 0 },
                    create_graph ? 1 : 0, i, inputs?.Count ?? 0));
            GC.KeepAlive((tensors, grad_tensors, inputs));
        }

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        private static nint[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(tensor => tensor.Handle)];
    }
}
