using System.Collections;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules registered as 0, 1, 2 …</summary>
            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);

            /// <summary>Modules registered under given names.</summary>
            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
                where T : Module => new(modules);

            /// <summary>Modules one after another, registered as 0, 1, 2 …</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            /// <summary>Modules one after another, registered under given names.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Modules registered as 0, 1, 2 …</summary>
    public class ModuleList<T> : Module, IReadOnlyList<T>
        where T : Module
    {
        private readonly List<T> _list = [];

        /// <summary>Registers them in order.</summary>
        public ModuleList(params T[] modules)
            : base(nameof(ModuleList)) => extend(modules);

        /// <summary>The module at a place.</summary>
        public T this[int index] => _list[index];

        /// <summary>How many.</summary>
        public int Count => _list.Count;

        /// <summary>Registers another at the end.</summary>
        public void Add(T item)
        {
            register_module($"{_list.Count}", item);
            _list.Add(item);
        }

        /// <summary>Registers others at the end.</summary>
        public void append(params T[] parameters) => extend(parameters);

        /// <summary>Registers others at the end.</summary>
        public void extend(IEnumerable<T> modules)
        {
            foreach (var module in modules) Add(module);
        }

        /// <summary>In order.</summary>
        public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Modules registered under given names.</summary>
    public class ModuleDict<T> : Module, IReadOnlyDictionary<string, T>
        where T : Module
    {
        private readonly Dictionary<string, T> _modules = [];

        /// <summary>Registers them in order.</summary>
        public ModuleDict(params (string, T)[] modules)
            : base(nameof(ModuleDict))
        {
            foreach (var (name, module) in modules) Add(name, module);
        }

        /// <summary>The module of a name.</summary>
        public T this[string key] => _modules[key];

        /// <summary>How many.</summary>
        public int Count => _modules.Count;

        /// <summary>The names.</summary>
        public IEnumerable<string> Keys => _modules.Keys;

        /// <summary>The modules.</summary>
        public IEnumerable<T> Values => _modules.Values;

        /// <summary>Registers another.</summary>
        public void Add(string key, T value)
        {
            register_module(key, value);
            _modules.Add(key, value);
        }

        /// <summary>Whether there is a module of a name.</summary>
        public bool ContainsKey(string key) => _modules.ContainsKey(key);

        /// <summary>The module of a name, if there is one.</summary>
        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) =>
            _modules.TryGetValue(key, out value);

        /// <summary>Names and modules.</summary>
        public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _modules.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Modules one after another; what one returns, the next takes. Results in between are freed.</summary>
    public class Sequential : Module<Tensor, Tensor>
    {
        private readonly List<Module<Tensor, Tensor>> _modules = [];

        /// <summary>Registered as 0, 1, 2 …</summary>
        public Sequential(params Module<Tensor, Tensor>[] modules)
            : this([.. modules.Select((module, index) => ($"{index}", module))])
        {
        }

        /// <summary>Registered under given names.</summary>
        public Sequential(params (string name, Module<Tensor, Tensor> module)[] modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules) append(name, module);
        }

        /// <summary>Adds one at the end.</summary>
        public Sequential append(string name, Module<Tensor, Tensor> module)
        {
            register_module(name, module);
            _modules.Add(module);
            return this;
        }

        /// <summary>Adds one at the end, under its place's number.</summary>
        public Sequential append(Module<Tensor, Tensor> module) => append($"{_modules.Count}", module);

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
