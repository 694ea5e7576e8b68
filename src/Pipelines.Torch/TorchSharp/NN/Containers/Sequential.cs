using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules one after another; what one returns, the next takes. Results in between are freed.</summary>
        public class Sequential : Module<Tensor, Tensor>
        {
            private readonly List<IModule<Tensor, Tensor>> _modules = [];

            internal Sequential() : base(nameof(Sequential))
            {
            }

            /// <summary>Registered as 0, 1, 2 …</summary>
            protected Sequential(params Module<Tensor, Tensor>[] modules) : this()
            {
                foreach (var module in modules) append(module);
            }

            /// <summary>Registered under given names.</summary>
            protected Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) : this()
            {
                foreach (var (name, module) in modules) append(name, module);
            }

            /// <summary>Adds one at the end.</summary>
            public Sequential append(string name, IModule<Tensor, Tensor> module)
            {
                register_module(name, (Module)module);
                _modules.Add(module);
                return this;
            }

            /// <summary>Adds one at the end, under its place's number.</summary>
            public Sequential append(IModule<Tensor, Tensor> module) => append($"{_modules.Count}", module);

            /// <inheritdoc/>
            public override Tensor forward(Tensor tensor)
            {
                var x = tensor.alias();
                foreach (var module in _modules)
                {
                    using var input = x;
                    x = module.call(input);
                    // A module may return its input: then both names are one object, and freeing it would free the result.
                    if (ReferenceEquals(x, input)) x = input.alias();
                }
                return x;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules one after another, registered as 0, 1, 2 …</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules)
            {
                var sequence = new Sequential();
                foreach (var module in modules) sequence.append(module);
                return sequence;
            }

            /// <summary>Modules one after another, registered under given names.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules)
            {
                var sequence = new Sequential();
                foreach (var (name, module) in modules) sequence.append(name, module);
                return sequence;
            }
        }
    }
}
