using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules registered under given names, in the order in which they came.</summary>
        public class ModuleDict<T> : Module, IDictionary<string, T>, IList<(string, T)>
            where T : Module
        {
            private readonly OrderedDictionary<string, T> _modules = [];

            /// <summary>Nothing yet.</summary>
            public ModuleDict()
                : base(nameof(ModuleDict))
            {
            }

            /// <summary>The module of a name. The one that had it is not disposed.</summary>
            public T this[string key]
            {
                get => _modules[key];
                set
                {
                    _modules[key] = value;
                    RegisterAll();
                }
            }

            /// <summary>Name and module at a place. The one that was there is not disposed.</summary>
            public (string, T) this[int index]
            {
                get
                {
                    var (name, module) = _modules.GetAt(index);
                    return (name, module);
                }
                set
                {
                    _modules.SetAt(index, value.Item1, value.Item2);
                    RegisterAll();
                }
            }

            /// <summary>How many.</summary>
            public int Count => _modules.Count;

            /// <summary>It never is.</summary>
            public bool IsReadOnly => false;

            /// <summary>The names.</summary>
            public ICollection<string> Keys => _modules.Keys;

            /// <summary>The modules.</summary>
            public ICollection<T> Values => _modules.Values;

            /// <summary>Registers another.</summary>
            public void Add(string key, T value)
            {
                register_module(key, value);
                _modules.Add(key, value);
            }

            /// <summary>Registers another.</summary>
            public void Add((string, T) item) => Add(item.Item1, item.Item2);

            /// <summary>Registers another.</summary>
            public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

            /// <summary>Registers another before the one at a place.</summary>
            public void Insert(int index, (string, T) item)
            {
                _modules.Insert(index, item.Item1, item.Item2);
                RegisterAll();
            }

            /// <summary>Takes the module of a name away, undisposed.</summary>
            /// <returns>whether there was one</returns>
            public bool Remove(string key)
            {
                var removed = _modules.Remove(key);
                RegisterAll();
                return removed;
            }

            /// <summary>Takes a module of a name away, undisposed.</summary>
            /// <returns>whether it was there</returns>
            public bool Remove((string, T) item) => Contains(item) && Remove(item.Item1);

            /// <summary>Takes a module of a name away, undisposed.</summary>
            /// <returns>whether it was there</returns>
            public bool Remove(KeyValuePair<string, T> item) => Remove((item.Key, item.Value));

            /// <summary>Takes the module at a place away, undisposed.</summary>
            public void RemoveAt(int index)
            {
                _modules.RemoveAt(index);
                RegisterAll();
            }

            /// <summary>Takes all modules away, undisposed.</summary>
            public void Clear()
            {
                _modules.Clear();
                ClearModules();
            }

            /// <summary>Whether there is a module of a name.</summary>
            public bool ContainsKey(string key) => _modules.ContainsKey(key);

            /// <summary>Whether a module has a name.</summary>
            public bool Contains((string, T) item) => IndexOf(item) >= 0;

            /// <summary>Whether a module has a name.</summary>
            public bool Contains(KeyValuePair<string, T> item) => Contains((item.Key, item.Value));

            /// <summary>The place of a module that has a name, or -1.</summary>
            public int IndexOf((string, T) item) =>
                _modules.TryGetValue(item.Item1, out var module) && ReferenceEquals(module, item.Item2) ? _modules.IndexOf(item.Item1) : -1;

            /// <summary>The module of a name, if there is one.</summary>
            public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _modules.TryGetValue(key, out value);

            /// <summary>Copies names and modules into an array, from a place on.</summary>
            public void CopyTo((string, T)[] array, int arrayIndex)
            {
                foreach (var (name, module) in _modules) array[arrayIndex++] = (name, module);
            }

            /// <summary>Copies names and modules into an array, from a place on.</summary>
            public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) =>
                ((ICollection<KeyValuePair<string, T>>)_modules).CopyTo(array, arrayIndex);

            /// <summary>Names and modules.</summary>
            public IEnumerator<(string, T)> GetEnumerator() => _modules.Select(named => (named.Key, named.Value)).GetEnumerator();

            IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() => _modules.GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

            private void RegisterAll()
            {
                ClearModules();
                foreach (var (name, module) in _modules) register_module(name, module);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules registered under given names.</summary>
            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
                where T : Module
            {
                var dictionary = new ModuleDict<T>();
                foreach (var named in modules) dictionary.Add(named);
                return dictionary;
            }
        }
    }
}
