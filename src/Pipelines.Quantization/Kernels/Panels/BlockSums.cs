using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>What a block of 256 of a panel gives with a row of x: sums of scales, of minimums, and the half of a part.</summary>
internal struct BlockSums
{
    public Vector256<int> Left, Right, Low, RightLow, HalfLeft, HalfRight;
}
