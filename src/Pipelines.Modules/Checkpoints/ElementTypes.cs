using Pipelines.Formats.Safetensors;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Which element types of files are which of tensors.</summary>
internal static class ElementTypes
{
    private static readonly (SafetensorsType File, ScalarType Tensor)[] Pairs =
    [
        (SafetensorsType.F64, ScalarType.Float64),
        (SafetensorsType.F32, ScalarType.Float32),
        (SafetensorsType.BF16, ScalarType.BFloat16),
        (SafetensorsType.F16, ScalarType.Float16),
        (SafetensorsType.I64, ScalarType.Int64),
        (SafetensorsType.I32, ScalarType.Int32),
        (SafetensorsType.I16, ScalarType.Int16),
        (SafetensorsType.I8, ScalarType.Int8),
        (SafetensorsType.U8, ScalarType.Byte),
        (SafetensorsType.BOOL, ScalarType.Bool),
    ];

    /// <summary>The file's type for a tensor's.</summary>
    /// <exception cref="NotSupportedException">files have none</exception>
    public static SafetensorsType InFile(ScalarType type)
    {
        foreach (var pair in Pairs)
            if (pair.Tensor == type) return pair.File;
        throw new NotSupportedException($"safetensors has no {type}");
    }

    /// <summary>The tensor's type for a file's, or null when there is none.</summary>
    public static ScalarType? InMemory(SafetensorsType type)
    {
        foreach (var pair in Pairs)
            if (pair.File == type) return pair.Tensor;
        return null;
    }

    /// <summary>Whether values of this type are real numbers, which convert to one another.</summary>
    public static bool IsReal(SafetensorsType type) =>
        type is SafetensorsType.F64 or SafetensorsType.F32 or SafetensorsType.BF16 or SafetensorsType.F16;
}
