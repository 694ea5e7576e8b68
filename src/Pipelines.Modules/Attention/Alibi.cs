using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Attention with linear biases: a score falls by its head's slope times the distance (Press et al. 2022).</summary>
internal static class Alibi
{
    /// <summary>
    /// The slopes of section 3: for n heads, a power of two, 2^(−8/n), 2^(−16/n), … 2^(−8). For another number of heads, those
    /// of the power of two below it, then every other one of the power above.
    /// </summary>
    /// <returns>[heads], float32</returns>
    public static Tensor Slopes(int heads, Device? device)
    {
        var below = 1;
        while (2 * below <= heads) below *= 2;
        var slopes = new float[heads];
        for (var i = 0; i < below; i++) slopes[i] = (float)Math.Pow(2, -8.0 * (i + 1) / below);
        for (var i = below; i < heads; i++) slopes[i] = (float)Math.Pow(2, -4.0 * (2 * (i - below) + 1) / below);
        return torch.tensor(slopes, [heads], device: device);
    }
}
