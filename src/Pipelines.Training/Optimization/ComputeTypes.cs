using System.Runtime.Intrinsics.X86;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>The number format of activations and matrix products on a machine.</summary>
public static class ComputeTypes
{
    /// <summary>Whether the processor multiplies bfloat16 natively: AVX512-BF16 or AMX-BF16.</summary>
    public static bool ProcessorHasBFloat16 { get; } = Detect();

    /// <summary>What a precision means on a device: automatic is bfloat16 where the device multiplies it, else float32.</summary>
    public static ScalarType Resolve(Precision precision, Device device) => precision switch
    {
        Precision.Float32 => ScalarType.Float32,
        Precision.BFloat16 => ScalarType.BFloat16,
        _ => device.type == DeviceType.CUDA || ProcessorHasBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32,
    };

    /// <summary>Reads CPUID leaf 7, since .NET does not name these instruction sets; that AVX-512 is usable is the system's word.</summary>
    private static bool Detect()
    {
        if (!X86Base.IsSupported || !Avx512BW.IsSupported || X86Base.CpuId(0, 0).Eax < 7) return false;
        var avx512Bf16 = X86Base.CpuId(7, 0).Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
        var amxBf16 = (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;
        return avx512Bf16 || amxBf16;
    }
}
