using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>The names that transformers has for the types of weights.</summary>
public static class Dtypes
{
    private static readonly (string Name, string Short, ScalarType Type)[] All =
    [
        ("float32", "fp32", ScalarType.Float32), ("bfloat16", "bf16", ScalarType.BFloat16), ("float16", "fp16", ScalarType.Float16),
    ];

    /// <summary>Its name: <c>bfloat16</c>.</summary>
    /// <exception cref="NotSupportedException">weights are not kept in it</exception>
    public static string Name(ScalarType type)
    {
        foreach (var one in All)
            if (one.Type == type) return one.Name;
        throw new NotSupportedException($"weights are float32, bfloat16 or float16, not {type}");
    }

    /// <summary>The type of a name, long (<c>bfloat16</c>) or short (<c>bf16</c>); null when it is none.</summary>
    public static ScalarType? Find(string name)
    {
        foreach (var one in All)
            if (one.Name == name || one.Short == name) return one.Type;
        return null;
    }
}
