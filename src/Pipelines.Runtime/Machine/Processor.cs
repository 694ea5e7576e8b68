using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Pipelines.Training;

namespace Pipelines.Runtime.Machine;

/// <summary>What a processor can, as far as the order and the rounding of sums depend on it.</summary>
internal static class Processor
{
    /// <summary>The sets of instructions that are used where they are there, apart by spaces; empty on a processor of another kind.</summary>
    public static string Instructions { get; } = string.Join(' ', Present());

    private static IEnumerable<string> Present()
    {
        if (Avx2.IsSupported) yield return "avx2";
        if (Fma.IsSupported) yield return "fma";
        if (AvxVnni.IsSupported) yield return "avx_vnni";
        if (Avx512F.IsSupported) yield return "avx512f";
        if (Avx512BW.IsSupported) yield return "avx512bw";
        if (ComputeTypes.ProcessorHasBFloat16) yield return "bf16";
        if (AdvSimd.IsSupported) yield return "neon";
        if (Dp.IsSupported) yield return "dotprod";
    }
}
