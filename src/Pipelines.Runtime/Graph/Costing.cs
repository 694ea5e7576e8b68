using Pipelines.Spec;
using Pipelines.Training;

namespace Pipelines.Runtime.Graph;

/// <summary>What costs depend on beside the pipeline.</summary>
/// <param name="OnProcessor">whether tensors live in the machine's own memory</param>
/// <param name="BFloat16">whether <c>precision: auto</c> is bfloat16 there</param>
internal sealed record Costing(bool OnProcessor, bool BFloat16)
{
    /// <summary>Costs on a device by its name; on the processor when none is named.</summary>
    public static Costing On(string? device)
    {
        var processor = device is null or "cpu";
        return new Costing(processor, !processor || ComputeTypes.ProcessorHasBFloat16);
    }

    /// <summary>What a precision comes to.</summary>
    public Precision Resolve(Precision precision) =>
        precision != Precision.Auto ? precision : BFloat16 ? Precision.BFloat16 : Precision.Float32;
}
