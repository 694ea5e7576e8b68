using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// The loss of a value function that may move only so far in one round (Schulman et al., arXiv:1506.02438, in the form of OpenAI's
/// baselines).
/// </summary>
public static class ClippedValue
{
    /// <summary>½·max((V − R)², (clip(V, V_old ± range) − R)²) of each token.</summary>
    /// <param name="values">V, [tokens], with gradient</param>
    /// <param name="old">V_old, when the token was drawn, [tokens]</param>
    /// <param name="returns">R, [tokens]</param>
    /// <param name="range">how far V may be from V_old</param>
    /// <returns>[tokens]</returns>
    public static Tensor Of(Tensor values, Tensor old, Tensor returns, double range)
    {
        using var scope = NewDisposeScope();
        var free = (values - returns).square();
        var clipped = (values.clamp(old - range, old + range) - returns).square();
        return (free.maximum(clipped) * 0.5).MoveToOuterDisposeScope();
    }
}
