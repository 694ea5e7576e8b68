namespace Pipelines.Formats.Safetensors;

/// <summary>
/// The element types of the format, under its own names. The order is the reference's: a writer puts the greatest first,
/// which aligns the wide ones.
/// </summary>
public enum SafetensorsType
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>Four bits, two to a byte.</summary>
    F4,

    /// <summary>Six bits: two of exponent, three of mantissa.</summary>
    F6_E2M3,

    /// <summary>Six bits: three of exponent, two of mantissa.</summary>
    F6_E3M2,

    /// <summary>Unsigned byte.</summary>
    U8,

    /// <summary>Signed byte.</summary>
    I8,

    /// <summary>Eight bits: five of exponent, two of mantissa.</summary>
    F8_E5M2,

    /// <summary>Eight bits: four of exponent, three of mantissa, no infinities.</summary>
    F8_E4M3,

    /// <summary>Eight bits of exponent: a power of two.</summary>
    F8_E8M0,

    /// <summary>As <see cref="F8_E4M3"/> without negative zero.</summary>
    F8_E4M3FNUZ,

    /// <summary>As <see cref="F8_E5M2"/> without infinities and negative zero.</summary>
    F8_E5M2FNUZ,

    /// <summary>Signed, two bytes.</summary>
    I16,

    /// <summary>Unsigned, two bytes.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of <see cref="F32"/>.</summary>
    BF16,

    /// <summary>Signed, four bytes.</summary>
    I32,

    /// <summary>Unsigned, four bytes.</summary>
    U32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>Complex: two <see cref="F32"/>.</summary>
    C64,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Signed, eight bytes.</summary>
    I64,

    /// <summary>Unsigned, eight bytes.</summary>
    U64,
}

/// <summary>The width of each <see cref="SafetensorsType"/>.</summary>
public static class SafetensorsTypeWidth
{
    /// <summary>Bits of one element.</summary>
    public static int Bits(this SafetensorsType type) => type switch
    {
        SafetensorsType.F4 => 4,
        SafetensorsType.F6_E2M3 or SafetensorsType.F6_E3M2 => 6,
        <= SafetensorsType.F8_E5M2FNUZ => 8,
        <= SafetensorsType.BF16 => 16,
        <= SafetensorsType.F32 => 32,
        _ => 64,
    };
}
