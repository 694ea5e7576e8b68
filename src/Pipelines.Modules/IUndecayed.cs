using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// A part with matrices that weight decay leaves alone, as it leaves vectors, because they are rates rather than weights.
/// </summary>
public interface IUndecayed
{
    /// <summary>Its own parameters that do not decay.</summary>
    IEnumerable<Parameter> Undecayed { get; }
}
