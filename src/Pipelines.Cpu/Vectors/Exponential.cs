using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>The exponential function and what is made of it, sixteen at a time.</summary>
internal static class Exponential
{
    private const float Log2E = 1.44269504f;

    /// <summary>ln 2 in two parts, of which multiples of the first by small whole numbers are exact.</summary>
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    /// <summary>Where e^x is less than the least normal number, and where it is more than the greatest.</summary>
    private const float Least = -87.33654f, Greatest = 88.72283f;

    /// <summary>
    /// e^x, within two units of the last place; 0 where it is no normal number, and e^0 = 1. x = n · ln 2 + r with |r| ≤ ln 2 / 2, and
    /// e^r by its series, of which seven terms are more than single precision holds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        var bound = Vector512.Min(x, Vector512.Create(Greatest));
        var n = Vector512.Round(bound * Log2E);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), bound);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);
        var sum = Vector512.Create(1f / 5040);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 720));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 120));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 24));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 6));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(0.5f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<float>.One);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<float>.One);
        // In two steps, since 2^128 is no number.
        var whole = Vector512.ConvertToInt32(n);
        var half = Vector512.ShiftRightArithmetic(whole, 1);
        var power = sum * PowerOfTwo(half) * PowerOfTwo(whole - half);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(Least)), Vector512<float>.Zero, power);
    }

    /// <summary>1 / (1 + e^−x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Of(-x));

    /// <summary>(e^2x − 1) / (e^2x + 1), within some 10^−7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        var fallen = Of(Vector512.Abs(x) * -2f);    // from 0 to 1
        return Vector512.CopySign((Vector512<float>.One - fallen) / (Vector512<float>.One + fallen), x);
    }

    /// <summary>ln(1 + e^x); x itself above 20, where single precision tells them apart no more.</summary>
    public static Vector512<float> Softplus(Vector512<float> x)
    {
        var power = Of(x);
        var sum = Vector512<float>.One + power;
        // What rounding lost of the sum is in the ratio (Goldberg 1991, theorem 4).
        var ratio = power / (sum - Vector512<float>.One);
        var exact = Vector512.ConditionalSelect(Vector512.Equals(sum, Vector512<float>.One), power, Vector512.Log(sum) * ratio);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(20f)), x, exact);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> n) => Vector512.ShiftLeft(n + Vector512.Create(127), 23).AsSingle();
}
