namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose calls can be watched and changed from outside.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private readonly List<(object Key, TPreHook Hook)> _pre = [];
            private readonly List<(object Key, TPostHook Hook)> _post = [];

            /// <summary>A module without hooks yet.</summary>
            protected HookableModule(string name)
                : base(name)
            {
            }

            private protected IEnumerable<TPreHook> PreHooks => _pre.Select(entry => entry.Hook);

            private protected IEnumerable<TPostHook> PostHooks => _post.Select(entry => entry.Hook);

            private protected bool HasHooks => _pre.Count + _post.Count > 0;

            /// <summary>Calls <paramref name="hook"/> after each <c>call</c>; what it returns, unless null, is the result.</summary>
            public HookRemover register_forward_hook(TPostHook hook)
            {
                var key = new object();
                _post.Add((key, hook));
                return new HookRemover(this, key);
            }

            /// <summary>Calls <paramref name="hook"/> before each <c>call</c>; what it returns, unless null, is the input.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                var key = new object();
                _pre.Add((key, hook));
                return new HookRemover(this, key);
            }

            /// <summary>Takes a hook away again.</summary>
            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> _module;
                private readonly object _key;

                internal HookRemover(HookableModule<TPreHook, TPostHook> module, object key) => (_module, _key) = (module, key);

                /// <summary>Takes the hook away.</summary>
                public void remove()
                {
                    _module._pre.RemoveAll(entry => entry.Key == _key);
                    _module._post.RemoveAll(entry => entry.Key == _key);
                }
            }
        }

        /// <summary>What can be called with one argument.</summary>
        public interface IModule<T, TResult>
        {
            /// <summary>Runs it, hooks included.</summary>
            TResult call(T input1);
        }

        /// <summary>A module of one input. <c>forward</c> is its mathematics; <c>call</c> runs the hooks too.</summary>
        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            /// <inheritdoc/>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>The mathematics.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs <see cref="forward"/> between the hooks.</summary>
            public TResult call(T input)
            {
                if (!HasHooks) return forward(input);
                foreach (var hook in PreHooks) input = hook(this, input) ?? input;
                var result = forward(input);
                foreach (var hook in PostHooks) result = hook(this, input, result) ?? result;
                return result;
            }
        }

        /// <summary>A module of two inputs.</summary>
        public abstract class Module<T1, T2, TResult>
            : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>
        {
            /// <inheritdoc/>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>The mathematics.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Runs <see cref="forward"/> between the hooks.</summary>
            public TResult call(T1 input1, T2 input2)
            {
                if (!HasHooks) return forward(input1, input2);
                foreach (var hook in PreHooks) (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                var result = forward(input1, input2);
                foreach (var hook in PostHooks) result = hook(this, input1, input2, result) ?? result;
                return result;
            }
        }

        /// <summary>A module of three inputs.</summary>
        public abstract class Module<T1, T2, T3, TResult>
            : HookableModule<
                Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>,
                Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>
        {
            /// <inheritdoc/>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>The mathematics.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>Runs <see cref="forward"/> between the hooks.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                if (!HasHooks) return forward(input1, input2, input3);
                foreach (var hook in PreHooks) (input1, input2, input3) = hook(this, input1, input2, input3) ?? (input1, input2, input3);
                var result = forward(input1, input2, input3);
                foreach (var hook in PostHooks) result = hook(this, input1, input2, input3, result) ?? result;
                return result;
            }
        }
    }
}
