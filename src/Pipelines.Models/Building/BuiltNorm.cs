using Pipelines.Modules;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>A norm of either kind, which its owner registered under a checkpoint's name.</summary>
internal readonly struct BuiltNorm
{
    private readonly RMSNorm? rms;
    private readonly LayerNorm? layer;

    private BuiltNorm(RMSNorm? rms, LayerNorm? layer) => (this.rms, this.layer) = (rms, layer);

    /// <summary>Makes <paramref name="norm"/> and registers it in <paramref name="owner"/> as <paramref name="name"/>.</summary>
    public static BuiltNorm In(nn.Module owner, string name, NormSpec norm, int dim, Device? device) => norm.Kind switch
    {
        NormKind.RmsNorm => new(owner.Register(name, new RMSNorm(dim, norm.Eps, device, norm.UnitOffset)), null),
        NormKind.LayerNorm => new(null, owner.Register(name, new LayerNorm(dim, norm.Eps, device))),
        _ => throw new NotSupportedException($"the norm {norm.Structure} cannot be built"),
    };

    /// <param name="x">[…, dim]</param>
    /// <returns>[…, dim]</returns>
    public Tensor call(Tensor x) => rms?.call(x) ?? layer!.call(x);

    /// <summary>x + branch, and its norm.</summary>
    public (Tensor Sum, Tensor Normed) add(Tensor x, Tensor branch) => rms?.add(x, branch) ?? layer!.add(x, branch);
}
