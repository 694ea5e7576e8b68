namespace Pipelines.Formats.Gguf;

/// <summary>The types of a GGUF tensor's elements, under ggml's names and numbers (ggml.h, <c>enum ggml_type</c>).</summary>
public enum GgufType : uint
{
    /// <summary>IEEE single precision.</summary>
    F32 = 0,

    /// <summary>IEEE half precision.</summary>
    F16 = 1,

    /// <summary>Blocks of 32: 4 bits around zero, one scale.</summary>
    Q4_0 = 2,

    /// <summary>Blocks of 32: 4 bits, a scale and a minimum.</summary>
    Q4_1 = 3,

    /// <summary>Blocks of 32: 5 bits around zero, one scale.</summary>
    Q5_0 = 6,

    /// <summary>Blocks of 32: 5 bits, a scale and a minimum.</summary>
    Q5_1 = 7,

    /// <summary>Blocks of 32: 8 bits, one scale.</summary>
    Q8_0 = 8,

    /// <summary>Blocks of 256, sixteen parts: 2 bits, a scale and a minimum each.</summary>
    Q2_K = 10,

    /// <summary>Blocks of 256, sixteen parts: 3 bits around zero, a scale each.</summary>
    Q3_K = 11,

    /// <summary>Blocks of 256, eight parts: 4 bits, a scale and a minimum each.</summary>
    Q4_K = 12,

    /// <summary>Blocks of 256, eight parts: 5 bits, a scale and a minimum each.</summary>
    Q5_K = 13,

    /// <summary>Blocks of 256, sixteen parts: 6 bits around zero, a scale each.</summary>
    Q6_K = 14,

    /// <summary>Blocks of 32: 4 bits that stand for levels of unequal distance, one scale.</summary>
    IQ4_NL = 20,

    /// <summary>Blocks of 256, eight parts: 4 bits that stand for the levels of <see cref="IQ4_NL"/>, a scale each.</summary>
    IQ4_XS = 23,

    /// <summary>Signed byte.</summary>
    I8 = 24,

    /// <summary>Signed, two bytes.</summary>
    I16 = 25,

    /// <summary>Signed, four bytes.</summary>
    I32 = 26,

    /// <summary>Signed, eight bytes.</summary>
    I64 = 27,

    /// <summary>IEEE double precision.</summary>
    F64 = 28,

    /// <summary>The upper half of <see cref="F32"/>.</summary>
    BF16 = 30,

    /// <summary>Blocks of 256: −1, 0 or 1, five to a byte, one scale.</summary>
    TQ1_0 = 34,

    /// <summary>Blocks of 256: −1, 0 or 1, four to a byte, one scale.</summary>
    TQ2_0 = 35,

    /// <summary>Blocks of 32: 4-bit floating point, one scale that is a power of two (OCP Microscaling Formats 1.0).</summary>
    MXFP4 = 39,
}
