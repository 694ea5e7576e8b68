using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>What takes a type's place where rows do not divide into its blocks: more bits in shorter blocks.</summary>
internal static class MixFallback
{
    /// <summary>The type that a tensor can have.</summary>
    /// <param name="wanted">the type that it should have</param>
    /// <param name="tensor">the tensor</param>
    /// <param name="note">what was done, and why; null where the wanted type fits</param>
    public static GgufType Of(GgufType wanted, MixTensor tensor, out string? note)
    {
        note = null;
        if (Fits(wanted)) return wanted;
        var shorter = wanted switch
        {
            GgufType.Q2_K or GgufType.Q3_K => GgufType.Q4_0,
            GgufType.IQ4_XS => GgufType.IQ4_NL,
            GgufType.Q4_K => GgufType.Q5_0,
            GgufType.Q5_K => GgufType.Q5_1,
            GgufType.Q6_K => GgufType.Q8_0,
            _ => GgufType.F16,
        };
        var taken = Fits(shorter) ? shorter : GgufType.F16;
        note = $"{tensor.Name} is {taken.Word()}, not {wanted.Word()}: " +
            $"rows of {tensor.Columns} do not divide into blocks of {wanted.BlockLength()}";
        return taken;

        bool Fits(GgufType type) => tensor.Columns % type.BlockLength() == 0;
    }
}
