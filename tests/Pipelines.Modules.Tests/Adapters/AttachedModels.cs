using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Adapters;

/// <summary>Adapters for small models.</summary>
internal static class AttachedModels
{
    public static readonly AdapterOptions Lora = new(
        Rank: 4, Alpha: 8, Dropout: 0, Targets: [], RankStabilized: false, Gaussian: false, Magnitudes: false, Quantized: false);

    public static readonly AdapterOptions Dora = Lora with { Magnitudes = true };

    /// <summary>The kinds of adapter, for theories.</summary>
    public static AdapterOptions Options(string kind) => kind switch
    {
        "dora" => Dora,
        "qlora" => Lora with { Quantized = true },
        "qdora" => Dora with { Quantized = true },
        _ => Lora,
    };

    /// <summary>An adapter that changes what the model computes: B is no longer zero, nor are magnitudes those of the weight.</summary>
    public static AdapterSet AttachRough(LanguageModel model, AdapterOptions options, string name = "default") =>
        SmallModels.Roughened(AdapterSet.Attach(model, options, name));
}
