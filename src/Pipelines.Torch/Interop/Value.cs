using System.Runtime.InteropServices;

namespace Pipelines.Torch;

/// <summary>What a <see cref="Value"/> holds; mirrors <c>Tag</c> of native/core/abi.h.</summary>
internal enum ValueTag
{
    Default = 0,
    None = 1,
    Tensor = 2,
    Int = 3,
    Double = 4,
    Bool = 5,
    Ints = 6,
    Doubles = 7,
    Bools = 8,
    Tensors = 9,
    String = 10,
    Device = 11,
    Complex = 12,
    Generator = 13,
    Other = 99,
}

/// <summary>One argument or result of an operator, in the 16 bytes that cross into C++.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Value
{
    [FieldOffset(0)] public ValueTag Tag;
    [FieldOffset(4)] public int Count;
    [FieldOffset(8)] public long Int;
    [FieldOffset(8)] public double Double;
    [FieldOffset(8)] public nint Pointer;
}
