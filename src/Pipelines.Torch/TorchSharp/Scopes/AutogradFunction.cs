using System.Runtime.InteropServices;
using System.Text;
using Pipelines.Torch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What an operation of one's own keeps from its forward pass for its backward pass.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];
            private Tensor?[] saved = [];

            internal AutogradContext()
            {
            }

            /// <summary>Keeps tensors, none of them a result, null among them; at most once, in the forward pass.</summary>
            public void save_for_backward(List<Tensor> tensors) =>
                saved = [.. tensors.Select(tensor => Another(tensor)?.DetachFromDisposeScope())];

            public void save_data(string key, object value) => data[key] = value;

            public List<Tensor> get_saved_variables() => [.. saved.Select(tensor => Another(tensor)!)];

            public object? get_data(string key) => data.GetValueOrDefault(key);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                foreach (var tensor in saved) tensor?.Dispose();
                saved = [];
                data.Clear();
            }

            /// <summary>A handle more on the same tensor, with its place in the graph.</summary>
            private static Tensor? Another(Tensor? tensor) => tensor is null ? null : new Tensor(Native.pipelines_retain(tensor.Handle));
        }

        /// <summary>An operation with a backward pass of its own; see <see cref="SingleTensorFunction{T}"/>.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            internal static readonly T Instance = new();

            public abstract string Name { get; }
        }

        /// <summary>
        /// An operation of one result. <see cref="apply"/> takes any arguments: those that are tensors are its inputs, and
        /// <see cref="backward"/> gives a gradient, or null, for each argument.
        /// </summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            public static unsafe Tensor apply(params object[] vars)
            {
                var inputs = vars.OfType<Tensor>().ToArray();
                var recorded = AutoGradMode.IsEnabled && inputs.Any(input => input.requires_grad);
                var context = new AutogradContext();
                Tensor result;
                try
                {
                    using var still = no_grad();
                    result = Instance.forward(context, vars);
                }
                catch
                {
                    context.Dispose();
                    throw;
                }
                if (!recorded)
                {
                    context.Dispose();
                    return result;
                }
                var node = GCHandle.Alloc(new FunctionNode(context, Instance.backward, [.. vars.Select(argument => argument is Tensor)]));
                var handles = Array.ConvertAll(inputs, input => input.Handle);
                fixed (nint* given = handles)
                    Native.Check(Native.pipelines_set_function(
                        result.Handle, given, handles.Length, GCHandle.ToIntPtr(node), &FunctionNode.Backward, &FunctionNode.Release));
                GC.KeepAlive(inputs);
                return result;
            }

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);
        }

        /// <summary>What the graph holds of an operation.</summary>
        private sealed unsafe class FunctionNode(AutogradContext context, Func<AutogradContext, Tensor, List<Tensor>> backward, bool[] inputs)
        {
            [UnmanagedCallersOnly]
            public static int Backward(nint node, nint* grads, int count, nint* results, int room, byte* message, int length)
            {
                try
                {
                    ((FunctionNode)GCHandle.FromIntPtr(node).Target!).Run(new Span<nint>(grads, count), new Span<nint>(results, room));
                    return 0;
                }
                catch (Exception e)
                {
                    Encoding.UTF8.GetEncoder().Convert(e.Message, new Span<byte>(message, length - 1), flush: true, out _, out _, out _);
                    return -1;
                }
            }

            [UnmanagedCallersOnly]
            public static void Release(nint node)
            {
                var handle = GCHandle.FromIntPtr(node);
                ((FunctionNode)handle.Target!).End();
                handle.Free();
            }

            private void End() => context.Dispose();

            private void Run(Span<nint> grads, Span<nint> results)
            {
                if (grads[0] == 0) return;
                using var grad = new Tensor(grads[0]);
                var made = backward(context, grad);
                if (made.Count != inputs.Length)
                    throw new InvalidOperationException($"{made.Count} gradients came back for {inputs.Length} arguments");
                var next = 0;
                for (var i = 0; i < inputs.Length; i++)
                    if (!inputs[i])
                    {
                        if (made[i] is not null) throw new InvalidOperationException($"argument {i} is no tensor and takes no gradient");
                    }
                    else results[next++] = made[i] is { } tensor ? Native.pipelines_retain(tensor.Handle) : 0;
                foreach (var tensor in made) tensor?.Dispose();
            }
        }
    }
}
