using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>
/// How kernels read blocks of 256 in sixteen parts of 16: value step · scale · code − minimum step · minimum. Scales and minimums are
/// those of the even parts, then those of the odd.
/// </summary>
internal unsafe interface ILongCodes
{
    /// <summary>Bytes of a block.</summary>
    static abstract int Bytes { get; }

    /// <summary>What a step of the scales is worth, and one of the minimums.</summary>
    static abstract (float Scale, float Minimum) Steps(byte* block);

    /// <summary>The parts' scales.</summary>
    static abstract Vector128<sbyte> Scales(byte* block);

    /// <summary>The parts' minimums.</summary>
    static abstract Vector128<sbyte> Minimums(byte* block);

    /// <summary>Gives <paramref name="sums"/> the codes of a block of each row, 32 columns after 32.</summary>
    static abstract void Read<T, TSums>(byte* row, byte* next, ref TSums sums)
        where T : struct, IRegister<T>
        where TSums : struct, IPartSums<T>;
}
