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
    /// <summary>Nothing is left to register.</summary>
    protected sealed override void RegisterComponents()
    {
    }
}
