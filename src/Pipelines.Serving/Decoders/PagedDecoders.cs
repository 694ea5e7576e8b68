using Pipelines.Cpu;
using Pipelines.Decoding;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;

namespace Pipelines.Serving;

/// <summary>Which decoder in pages runs a model.</summary>
public static class PagedDecoders
{
    /// <summary>Whether a model runs without Torch: it is on the CPU, and of layers that <see cref="CpuDecoder"/> knows.</summary>
    public static bool IsWithoutTorch(ModelSpec spec, Decoder model) =>
        model.Device.type == DeviceType.CPU && CpuDecoder.WhyNot(spec) is null;

    /// <summary>The faster one of those that run a model; the model stays its owner's, and is used for as long.</summary>
    /// <param name="spec">what the model is</param>
    /// <param name="model">the model, where it is to compute</param>
    /// <param name="threads">that compute on the CPU; one for each core when 0</param>
    public static IPagedDecoder Of(ModelSpec spec, Decoder model, int threads = 0) =>
        IsWithoutTorch(spec, model) ? CpuDecoder.Of(spec, model, threads) : new TorchDecoder(model);
}
