using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// One look at the parts of some lanes under given scales and minimums, value ≈ scale · code − minimum with codes from 0 to levels: the
/// error, and the sums that say which scale and minimum would suit the codes best.
/// </summary>
internal readonly struct RangePass<T>(T error, T codes, T codeSquares, T codeValues)
    where T : struct, ILanes<T>
{
    /// <summary>Σ weight · (scale · code − minimum − value)².</summary>
    public readonly T Error = error;

    /// <summary>Σ weight · code.</summary>
    public readonly T Codes = codes;

    /// <summary>Σ weight · code².</summary>
    public readonly T CodeSquares = codeSquares;

    /// <summary>Σ weight · code · value.</summary>
    public readonly T CodeValues = codeValues;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RangePass<T> Of(Strip strip, int part, T scale, T minimum, T levels)
    {
        var inverse = Reciprocal.Of(scale);
        var start = minimum * inverse;
        var (error, codes, squares, products) = (T.Of(0), T.Of(0), T.Of(0), T.Of(0));
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
        {
            var x = T.Load(strip.Values.AsSpan(at));
            var w = T.Load(strip.Weights.AsSpan(at));
            var code = Code(x, inverse, start, levels);
            var off = T.MultiplyAdd(scale, code, T.Of(0) - (x + minimum));
            var weighted = w * code;
            error = T.MultiplyAdd(w * off, off, error);
            codes += weighted;
            squares = T.MultiplyAdd(weighted, code, squares);
            products = T.MultiplyAdd(weighted, x, products);
        }

        return new(error, codes, squares, products);
    }

    /// <summary>Writes the codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode(Strip strip, int part, T scale, T minimum, T levels)
    {
        var inverse = Reciprocal.Of(scale);
        var start = minimum * inverse;
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
            Code(T.Load(strip.Values.AsSpan(at)), inverse, start, levels).Store(strip.Codes.AsSpan(at));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Code(T x, T inverse, T start, T levels) =>
        T.Min(T.Max(T.Round(T.MultiplyAdd(x, inverse, start)), T.Of(0)), levels);
}
