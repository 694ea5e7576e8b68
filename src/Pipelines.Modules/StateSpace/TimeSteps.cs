using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Where step sizes of state spaces begin: log-uniform in [0.001, 0.1] (Gu and Dao, arXiv:2312.00752, section 3.6).</summary>
internal static class TimeSteps
{
    private const double Least = 1e-3, Most = 1e-1;

    /// <summary>Fills <paramref name="bias"/> with what softplus turns into such steps.</summary>
    public static void Draw(Tensor bias)
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        var steps = (torch.rand_like(bias) * Math.Log(Most / Least) + Math.Log(Least)).exp();
        bias.copy_(steps + steps.neg().expm1().neg().log());    // the inverse of softplus
    }
}
