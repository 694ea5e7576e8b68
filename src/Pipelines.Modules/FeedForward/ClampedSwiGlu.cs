using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// (up + 1) · gate · σ(1.702 · gate), the gate at most a limit and up within it on both sides: the SwiGLU of gpt-oss (OpenAI 2025). The
/// factor makes the gate a GELU nearly (Hendrycks and Gimpel 2016).
/// </summary>
internal static class ClampedSwiGlu
{
    /// <summary>Factor of the gate within the sigmoid.</summary>
    public const double Alpha = 1.702;

    /// <param name="gate">[…, hidden]</param>
    /// <param name="up">[…, hidden]</param>
    /// <param name="limit">above 0</param>
    /// <returns>[…, hidden]</returns>
    public static Tensor Of(Tensor gate, Tensor up, double limit)
    {
        using var scope = torch.NewDisposeScope();
        var opened = gate.clamp_max(limit);
        return ((up.clamp(-limit, limit) + 1) * (opened * (opened * Alpha).sigmoid())).MoveToOuterDisposeScope();
    }
}
