namespace Pipelines.Formats.Gguf;

/// <summary>
/// The types of values in the metadata, under the format's numbers (ggml-org/ggml, docs/gguf.md, <c>gguf_metadata_value_type</c>).
/// </summary>
public enum GgufValueType : uint
{
    /// <summary>Unsigned byte.</summary>
    UInt8 = 0,

    /// <summary>Signed byte.</summary>
    Int8 = 1,

    /// <summary>Unsigned, two bytes.</summary>
    UInt16 = 2,

    /// <summary>Signed, two bytes.</summary>
    Int16 = 3,

    /// <summary>Unsigned, four bytes: what counts and ids are kept as.</summary>
    UInt32 = 4,

    /// <summary>Signed, four bytes.</summary>
    Int32 = 5,

    /// <summary>IEEE single precision.</summary>
    Float32 = 6,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 7,

    /// <summary>UTF-8, with its length before it.</summary>
    String = 8,

    /// <summary>Several values of one of the other types.</summary>
    Array = 9,

    /// <summary>Unsigned, eight bytes.</summary>
    UInt64 = 10,

    /// <summary>Signed, eight bytes.</summary>
    Int64 = 11,

    /// <summary>IEEE double precision.</summary>
    Float64 = 12,
}
