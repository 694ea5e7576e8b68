using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>How kernels read numbers that stand by themselves.</summary>
internal unsafe interface IFloatCodes
{
    /// <summary>Bytes of a number.</summary>
    static abstract int Bytes { get; }

    /// <summary>The number at <paramref name="bytes"/>.</summary>
    static abstract float One(byte* bytes);

    /// <summary>The eight numbers from <paramref name="bytes"/> on.</summary>
    static abstract Vector256<float> Eight(byte* bytes);

    /// <summary>The sixteen numbers from <paramref name="bytes"/> on.</summary>
    static abstract Vector512<float> Sixteen(byte* bytes);
}
