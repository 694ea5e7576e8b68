using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>A register of AVX-512.</summary>
internal readonly unsafe struct Sixteen512(Vector512<float> value) : ISixteen<Sixteen512>
{
    private readonly Vector512<float> value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 Load<TCodes>(byte* numbers) where TCodes : struct, IFloatCodes => new(TCodes.Sixteen(numbers));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 MultiplyAdd(Sixteen512 sums, Sixteen512 a, Sixteen512 b) =>
        new(Vector512.FusedMultiplyAdd(a.value, b.value, sums.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Total(Sixteen512 lanes) => Vector256.Sum(lanes.value.GetLower() + lanes.value.GetUpper());
}
