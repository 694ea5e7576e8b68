namespace Pipelines.Formats.Gguf;

/// <summary>The sizes of each <see cref="GgufType"/> (ggml-common.h).</summary>
public static class GgufTypes
{
    /// <summary>Every type.</summary>
    public static readonly IReadOnlyList<GgufType> All = Enum.GetValues<GgufType>();

    /// <summary>Its word, such as <c>q4_k</c>.</summary>
    public static string Word(this GgufType type) => type.ToString().ToLowerInvariant();

    /// <summary>Elements that are kept together: 1, 32 or 256. A row is a whole number of blocks.</summary>
    public static int BlockLength(this GgufType type) => type switch
    {
        GgufType.Q4_0 or GgufType.Q4_1 or GgufType.Q5_0 or GgufType.Q5_1 or GgufType.Q8_0 or GgufType.IQ4_NL or GgufType.MXFP4 => 32,
        GgufType.Q2_K or GgufType.Q3_K or GgufType.Q4_K or GgufType.Q5_K or GgufType.Q6_K => 256,
        GgufType.IQ4_XS or GgufType.TQ1_0 or GgufType.TQ2_0 => 256,
        _ => 1,
    };

    /// <summary>Bytes of a block.</summary>
    public static int BlockBytes(this GgufType type) => type switch
    {
        GgufType.I8 => 1,
        GgufType.F16 or GgufType.BF16 or GgufType.I16 => 2,
        GgufType.F32 or GgufType.I32 => 4,
        GgufType.F64 or GgufType.I64 => 8,
        GgufType.MXFP4 => 17,
        GgufType.Q4_0 or GgufType.IQ4_NL => 18,
        GgufType.Q4_1 => 20,
        GgufType.Q5_0 => 22,
        GgufType.Q5_1 => 24,
        GgufType.Q8_0 => 34,
        GgufType.TQ1_0 => 54,
        GgufType.TQ2_0 => 66,
        GgufType.Q2_K => 84,
        GgufType.Q3_K => 110,
        GgufType.IQ4_XS => 136,
        GgufType.Q4_K => 144,
        GgufType.Q5_K => 176,
        GgufType.Q6_K => 210,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no type of a tensor"),
    };

    /// <summary>Bytes of <paramref name="elements"/>, a whole number of blocks.</summary>
    public static long Bytes(this GgufType type, long elements) => elements / type.BlockLength() * type.BlockBytes();

    /// <summary>The word of any of ggml's types by its number, also of one that is not read; null where there is no such type.</summary>
    public static string? Name(uint number) => number switch
    {
        9 => "q8_1",
        15 => "q8_k",
        16 => "iq2_xxs",
        17 => "iq2_xs",
        18 => "iq3_xxs",
        19 => "iq1_s",
        21 => "iq3_s",
        22 => "iq2_s",
        29 => "iq1_m",
        40 => "nvfp4",
        _ => All.Contains((GgufType)number) ? ((GgufType)number).Word() : null,
    };
}
