using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// A module that works on each token alone: [batch, time, in] → [batch, time, out]. Its parts are registered by name with
/// <see cref="Registration.Register{T}(nn.Module, string, T)"/>, never looked up.
/// </summary>
/// <param name="name">its class's name</param>
public abstract class TokenLayer(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Nothing is left to register.</summary>
    protected sealed override void RegisterComponents()
    {
    }
}
