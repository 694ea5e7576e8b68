using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Two registers of AVX2, or what .NET has in their place.</summary>
internal readonly unsafe struct Sixteen256(Vector256<float> lower, Vector256<float> upper) : ISixteen<Sixteen256>
{
    private readonly Vector256<float> lower = lower, upper = upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 Load<TCodes>(byte* numbers) where TCodes : struct, IFloatCodes =>
        new(TCodes.Eight(numbers), TCodes.Eight(numbers + 8 * TCodes.Bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 MultiplyAdd(Sixteen256 sums, Sixteen256 a, Sixteen256 b) => new(
        Vector256.MultiplyAddEstimate(a.lower, b.lower, sums.lower), Vector256.MultiplyAddEstimate(a.upper, b.upper, sums.upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Total(Sixteen256 lanes) => Vector256.Sum(lanes.lower + lanes.upper);
}
