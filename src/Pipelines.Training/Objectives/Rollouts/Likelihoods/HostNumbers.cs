using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>A tensor's numbers, in the host's memory.</summary>
internal static class HostNumbers
{
    /// <param name="tensor">float32</param>
    /// <returns>its numbers in order</returns>
    public static float[] Floats(this Tensor tensor)
    {
        using var untracked = tensor.detach();
        using var host = untracked.cpu();
        return host.data<float>().ToArray();
    }
}
