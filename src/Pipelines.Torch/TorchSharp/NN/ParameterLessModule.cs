namespace TorchSharp.Modules;

/// <summary>A module that computes and holds nothing.</summary>
public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    /// <exception cref="InvalidOperationException">Always: the module holds nothing.</exception>
    public override void register_parameter(string name, Parameter param) => throw Refusal("parameter", name);

    /// <exception cref="InvalidOperationException">Always: the module holds nothing.</exception>
    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw Refusal("buffer", name);

    /// <exception cref="InvalidOperationException">Always: the module holds nothing.</exception>
    public override void register_module(string name, torch.nn.Module submodule) => throw Refusal("module", name);

    private InvalidOperationException Refusal(string kind, string name) =>
        new($"{GetName()} holds nothing: no {kind} '{name}' can be registered with it");
}
