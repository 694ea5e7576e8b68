using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Parameters, buffers and other modules under names. Disposing it disposes them all.</summary>
        public class Module : IDisposable
        {
            private readonly Named<Parameter> _parameters = new("Parameter");
            private readonly Named<(Tensor tensor, bool persistent)> _buffers = new("Buffer");
            private readonly Named<Module> _modules = new("Sub-module");
            private readonly string _name;
            private bool _training = true;

            /// <summary>A module without anything yet.</summary>
            /// <param name="name">what <see cref="GetName"/> returns</param>
            protected Module(string name) => _name = name;

            /// <summary>The name that it was made with.</summary>
            public virtual string GetName() => _name;

            /// <summary>Whether it is training: dropout drops then.</summary>
            public virtual bool training => _training;

            /// <summary>Sets <see cref="training"/> here and below.</summary>
            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var child in children()) child.train(train);
            }

            /// <summary>Ends training, here and below.</summary>
            public virtual void eval() => train(false);

            /// <summary>Calls <paramref name="fn"/> on every module below, then on this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children()) child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Drops the gradients of all parameters, or zeroes them.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    if (gradient is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else gradient.zero_();
                }
            }

            /// <summary>Adds a parameter. It leaves the dispose scope: it lives as long as the module.</summary>
            /// <exception cref="ArgumentNullException">there is no parameter</exception>
            /// <exception cref="InvalidOperationException">the name is taken</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                _parameters.Add(name, param);
                param.DetachFromDisposeScope();
            }

            /// <summary>As the overload that takes a parameter.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor value) =>
                ConditionallyRegisterParameter(name, value as Parameter);

            /// <summary>Puts a parameter in the place of the one of this name, or adds it; null takes that one away, undisposed.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value) => _parameters.Put(name, value);

            /// <summary>Puts a parameter that a field holds in the place of another, which is disposed.</summary>
            private protected void Replace<T>(string name, ref T held, T value)
                where T : Parameter?
            {
                if (ReferenceEquals(held, value)) return;
                held?.Dispose();
                held = value;
                value?.DetachFromDisposeScope();
                ConditionallyRegisterParameter(name, (Parameter?)value);
            }

            /// <summary>Puts a buffer in the place of the one of this name, or adds it; null takes that one away, undisposed.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null) _buffers.Take(name);
                else _buffers.Put(name, (value, persistent));
            }

            /// <summary>Adds a tensor that is no parameter. It leaves the dispose scope: it lives as long as the module.</summary>
            /// <exception cref="ArgumentNullException">there is no tensor</exception>
            /// <exception cref="InvalidOperationException">the name is taken</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                _buffers.Add(name, (tensor, persistent));
                tensor.DetachFromDisposeScope();
            }

            /// <summary>Adds a module below this one, and what its fields hold where the type registers by reflection.</summary>
            /// <exception cref="ArgumentException">the name is empty or has a dot in it</exception>
            /// <exception cref="InvalidOperationException">the name is taken</exception>
            public virtual void register_module(string name, Module submodule)
            {
                ArgumentNullException.ThrowIfNull(submodule);
                if (string.IsNullOrEmpty(name)) throw new ArgumentException("module name can't be empty string \"\"");
                if (name.Contains('.')) throw new ArgumentException($"module name can't contain \".\", got: {name}");
                submodule.RegisterComponents();
                _modules.Add(name, submodule);
            }

            /// <summary>As <see cref="register_module"/>.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Called when another module registers this one. Registers nothing: modules register what they hold.</summary>
            protected virtual void RegisterComponents()
            {
            }

            /// <summary>The modules right below, with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _modules;

            /// <summary>The modules right below.</summary>
            public virtual IEnumerable<Module> children() => _modules.Select(named => named.Value);

            /// <summary>All modules below, each once, with dotted names; parents first.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                All().Skip(1).Select(named => (named.name.TrimEnd('.'), named.module));

            /// <summary>All modules below, each once; parents first.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            /// <summary>The parameters, each once, with dotted names; a module's own before those below it.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Owners(recurse).SelectMany(owner => owner.module._parameters.Select(own => (owner.prefix + own.Name, own.Value)))
                    .DistinctBy(named => named.Value, ReferenceEqualityComparer.Instance);

            /// <summary>The parameters, each once.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(named => named.parameter);

            /// <summary>The buffers, each once, with dotted names.</summary>
            public virtual IEnumerable<(
                string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                Owners(recurse)
                    .SelectMany(owner => owner.module._buffers
                        .Where(own => include_nonpersistent || own.Value.persistent)
                        .Select(own => (owner.prefix + own.Name, own.Value.tensor)))
                    .DistinctBy(named => named.tensor, ReferenceEqualityComparer.Instance);

            /// <summary>The buffers, each once.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(named => named.buffer);

            /// <summary>Whether there is a parameter of this dotted name.</summary>
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            /// <summary>Whether there is a buffer of this dotted name.</summary>
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>The parameter of a dotted name, or null.</summary>
            public virtual Parameter? get_parameter(string target) =>
                named_parameters().FirstOrDefault(named => named.name == target).parameter;

            /// <summary>The buffer of a dotted name, or null.</summary>
            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(named => named.name == target).buffer;

            /// <summary>The parameters and persistent buffers themselves, not copies, under their dotted names.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (path, module) in Walk(string.IsNullOrEmpty(prefix) ? "" : prefix + ".", []))
                {
                    foreach (var (name, parameter) in module._parameters) destination.TryAdd(path + name, parameter);
                    foreach (var (name, (tensor, persistent)) in module._buffers)
                        if (persistent) destination.TryAdd(path + name, tensor);
                }
                return destination;
            }

            /// <summary>Copies values into the parameters and buffers of the same names.</summary>
            /// <param name="source">values under dotted names</param>
            /// <param name="strict">whether a missing or unexpected name is an error</param>
            /// <param name="skip">names to leave alone</param>
            /// <returns>the names that were missing from the source, and those it has too many</returns>
            /// <exception cref="InvalidOperationException">names differ, and it is strict</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                var missing = own.Keys.Where(name => !source.ContainsKey(name) && skip?.Contains(name) != true).ToList();
                var unexpected = source.Keys.Where(name => !own.ContainsKey(name) && skip?.Contains(name) != true).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException(
                        $"the state does not fit {GetName()}: missing [{string.Join(", ", missing)}], " +
                        $"unexpected [{string.Join(", ", unexpected)}]");
                using var still = no_grad();
                foreach (var (name, tensor) in own)
                    if (skip?.Contains(name) != true && source.TryGetValue(name, out var value)) tensor.copy_(value);
                return (missing, unexpected);
            }

            /// <summary>Frees every parameter and buffer, here and below.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees every parameter and buffer, here and below.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (_, parameter) in _parameters) parameter.Dispose();
                foreach (var (_, (tensor, _)) in _buffers) tensor.Dispose();
                foreach (var child in children()) child.Dispose();
            }

            /// <summary>Takes away every module below, without disposing it.</summary>
            protected void ClearModules() => _modules.Clear();

            private IEnumerable<(string prefix, Module module)> Owners(bool recurse) => recurse
                ? All().Select(named => (named.name, named.module))
                : [("", this)];

            /// <summary>This module and all below it; whoever enumerates twice sees them twice.</summary>
            private IEnumerable<(string name, Module module)> All()
            {
                foreach (var named in Walk("", [])) yield return named;
            }

            /// <summary>This module and all below, each once, with their prefixes: <c>""</c>, <c>layers.</c>, <c>layers.0.</c>.</summary>
            private IEnumerable<(string name, Module module)> Walk(string prefix, HashSet<Module> seen)
            {
                if (!seen.Add(this)) yield break;
                yield return (prefix, this);
                foreach (var (name, child) in _modules)
                    foreach (var below in child.Walk($"{prefix}{name}.", seen))
                        yield return below;
            }

            /// <summary>Values under names, in the order in which they came.</summary>
            private sealed class Named<T>(string kind) : List<(string Name, T Value)>
            {
                private readonly HashSet<string> names = [];

                public void Add(string name, T value)
                {
                    if (!names.Add(name)) throw new InvalidOperationException($"{kind} {name} is already registered.");
                    Add((name, value));
                }

                /// <summary>In the place of what has this name, or at the end; null takes it away.</summary>
                public void Put(string name, T? value)
                {
                    var place = FindIndex(named => named.Name == name);
                    if (value is null) Take(name);
                    else if (place >= 0) this[place] = (name, value);
                    else Add(name, value);
                }

                public void Take(string name)
                {
                    if (names.Remove(name)) RemoveAll(named => named.Name == name);
                }

                public new void Clear()
                {
                    names.Clear();
                    base.Clear();
                }
            }
        }
    }
}
