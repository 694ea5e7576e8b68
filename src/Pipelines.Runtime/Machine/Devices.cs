using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Machine;

/// <summary>The devices that tensors may live on.</summary>
public static class Devices
{
    /// <summary>The version of the library behind the tensors.</summary>
    public static string Libtorch => __version__;

    /// <summary>A device by its name; the best there is when none is named.</summary>
    /// <param name="name"><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c></param>
    /// <exception cref="PipelineException">it is not a device, or not there</exception>
    public static Device Open(string? name)
    {
        if (name is null) return cuda.is_available() ? CUDA : CPU;
        if (name == "cpu") return CPU;
        if (Index(name) is not { } index)
            throw new PipelineException($"'{name}' is not a device: cpu, cuda, or cuda: with a number, was expected");
        if (!cuda.is_available())
            throw new PipelineException($"device '{name}' is not there: this machine's libtorch sees no CUDA device; use --device cpu");
        if (index >= cuda.device_count())
            throw new PipelineException($"device '{name}' is not there: this machine has {cuda.device_count()}, numbered from cuda:0");
        return new Device(DeviceType.CUDA, index);
    }

    private static int? Index(string name)
    {
        if (name == "cuda") return 0;
        if (!name.StartsWith("cuda:", StringComparison.Ordinal)) return null;
        return int.TryParse(name.AsSpan("cuda:".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
