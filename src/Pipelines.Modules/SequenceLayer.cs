using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// A module whose result at a token depends on the tokens before it, or on how many there are: mixers, blocks, trunks.
/// Its parts are registered by name with <see cref="Registration.Register{T}(nn.Module, string, T)"/>, never looked up.
/// </summary>
/// <param name="name">its class's name</param>
public abstract class SequenceLayer(string name) : nn.Module<Tensor, Pass, Tensor>(name)
{
    /// <summary>
    /// Whether it reads a row of many sequences' pieces, <see cref="Pass.Row"/>, and keeps them apart itself. Otherwise it is given one
    /// piece after another, with the state of its sequence.
    /// </summary>
    protected virtual bool ReadsRows => false;

    /// <summary>Runs <c>forward</c> between the hooks.</summary>
    /// <param name="x">[batch, time, …]</param>
    /// <param name="pass">what the pass knows beside it</param>
    /// <returns>[batch, time, …]</returns>
    public new Tensor call(Tensor x, Pass pass) =>
        pass.Row is { } row && !ReadsRows && x.dim() > 2 ? row.OneByOne(this, x, pass) : Whole(x, pass);

    /// <summary>Goes through it with the row whole, as through a trunk or a block, whose parts keep sequences apart where they must.</summary>
    internal Tensor Whole(Tensor x, Pass pass) => base.call(x, pass);

    /// <summary>Nothing is left to register.</summary>
    protected sealed override void RegisterComponents()
    {
    }
}
