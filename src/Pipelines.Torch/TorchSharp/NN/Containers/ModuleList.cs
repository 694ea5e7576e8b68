using System.Collections;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules registered as 0, 1, 2 …</summary>
        public class ModuleList<T> : Module, IList<T>
            where T : Module
        {
            private readonly List<T> _list = [];

            /// <summary>Registers them in order.</summary>
            public ModuleList(params T[] modules)
                : base(nameof(ModuleList)) => extend(modules);

            /// <summary>The module at a place. The one that was there is not disposed.</summary>
            public T this[int index]
            {
                get => _list[index];
                set
                {
                    _list[index] = value;
                    Number();
                }
            }

            /// <summary>How many.</summary>
            public int Count => _list.Count;

            /// <summary>It never is.</summary>
            public bool IsReadOnly => false;

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

            /// <summary>Registers another before the one at a place.</summary>
            public void Insert(int index, T item)
            {
                _list.Insert(index, item);
                Number();
            }

            /// <summary>Takes a module away, undisposed.</summary>
            /// <returns>whether it was there</returns>
            public bool Remove(T item)
            {
                var removed = _list.Remove(item);
                Number();
                return removed;
            }

            /// <summary>Takes the module at a place away, undisposed.</summary>
            public void RemoveAt(int index)
            {
                _list.RemoveAt(index);
                Number();
            }

            /// <summary>Takes all modules away, undisposed.</summary>
            public void Clear()
            {
                _list.Clear();
                Number();
            }

            /// <summary>The place of a module, or -1.</summary>
            public int IndexOf(T item) => _list.IndexOf(item);

            /// <summary>Whether a module is in it.</summary>
            public bool Contains(T item) => _list.Contains(item);

            /// <summary>Copies the modules into an array, from a place on.</summary>
            public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

            /// <summary>In order.</summary>
            public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

            private void Number()
            {
                ClearModules();
                for (var i = 0; i < _list.Count; i++) register_module($"{i}", _list[i]);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules registered as 0, 1, 2 …</summary>
            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);
        }
    }
}
