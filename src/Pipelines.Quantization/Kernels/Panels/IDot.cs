using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>How products of bytes are summed: each way gives the same whole numbers.</summary>
internal interface IDot
{
    /// <summary>To each int32 the products of the four bytes in its place.</summary>
    /// <param name="sums">what is added to</param>
    /// <param name="codes">0 to 127, or to 255</param>
    /// <param name="x">−127 to 127</param>
    /// <param name="wide">whether codes are above 127, a constant</param>
    static abstract Vector256<int> Add(Vector256<int> sums, Vector256<byte> codes, Vector256<sbyte> x, bool wide);
}
