using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A tensor that a module learns. It takes over the native tensor of the one that it is made from.</summary>
        public class Parameter : torch.Tensor
        {
            /// <param name="data">a leaf tensor, which becomes empty</param>
            public Parameter(torch.Tensor data, bool requires_grad = true)
                : this(data, data.with_requires_grad(requires_grad).OwningDisposeScope)
            {
            }

            private Parameter(torch.Tensor data, DisposeScope? scope)
                : base(data.DecoupleFromNativeHandle(), register: false) => scope?.Attach(this);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
