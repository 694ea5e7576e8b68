using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// One number for each token: a reward or a value. Its name is that of Hugging Face's sequence classifiers, <c>score.weight</c>.
/// </summary>
public sealed class ScalarHead : TokenLayer
{
    /// <summary>Weights begin normal(0, 1/√(dim + 1)) (Stiennon et al., arXiv:2009.01325).</summary>
    /// <param name="dim">width of the hidden states</param>
    /// <param name="device">where the weight lives; the CPU when null</param>
    public ScalarHead(int dim, Device? device = null)
        : base(nameof(ScalarHead))
    {
        score = this.Register("score", new Linear(dim, 1, device: device));
        if (FreshWeights.AreSkipped) return;
        using var untracked = torch.no_grad();
        score.Refresh(1 / Math.Sqrt(dim + 1.0), residualStd: 0);
    }

    /// <summary>[1, dim].</summary>
    public readonly Linear score;

    /// <summary>
    /// A head that says 0 of everything: how a value function begins that knows nothing yet, since what it says by chance would be noise
    /// in every advantage.
    /// </summary>
    /// <param name="dim">width of the hidden states</param>
    /// <param name="device">where the weight lives; the CPU when null</param>
    public static ScalarHead Zero(int dim, Device? device = null)
    {
        var head = new ScalarHead(dim, device);
        using var untracked = torch.no_grad();
        head.score.weight.zero_();
        return head;
    }

    /// <param name="hidden">[batch, time, dim], of any type that a model computes in</param>
    /// <returns>[batch, time], computed in float32</returns>
    public override Tensor forward(Tensor hidden)
    {
        using var wide = hidden.to_type(ScalarType.Float32);    // [batch, time, dim]
        using var column = score.call(wide);                    // [batch, time, 1]
        return column.squeeze(-1);
    }
}
