using Pipelines.Torch;
using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Ask(Native.pipelines_requires_grad(Handle)) != 0;
            set => requires_grad_(value);
        }

        public bool is_leaf => Ask(Native.pipelines_is_leaf(Handle)) != 0;

        public Tensor requires_grad_(bool requires_grad = true)
        {
            Ask(Native.pipelines_set_requires_grad(Handle, requires_grad ? 1 : 0));
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Ask(Native.pipelines_retain_grad(Handle));

        /// <summary>The gradient that backward left here, or null. Each reading is a handle of its own: dispose it.</summary>
        public Tensor? grad
        {
            get
            {
                var gradient = Native.pipelines_grad(Handle);
                GC.KeepAlive(this);
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set
            {
                Ask(Native.pipelines_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(value);
            }
        }

        /// <summary>Adds the gradients of this scalar to the <see cref="grad"/> of every leaf that it depends on.</summary>
        public void backward() => autograd.backward(this);

        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => aten("detach", this);
        public Tensor detach_() => inplace("detach_", this);
    }
}
