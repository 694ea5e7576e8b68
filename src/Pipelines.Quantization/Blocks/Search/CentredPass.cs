using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// One look at the parts of some lanes under given scales, value ≈ scale · q with q from −zero to zero − 1: the error, and the sums that
/// say which scale would suit the codes best.
/// </summary>
internal readonly struct CentredPass<T>(T error, T codeSquares, T codeValues)
    where T : struct, ILanes<T>
{
    /// <summary>Σ weight · (scale · q − value)².</summary>
    public readonly T Error = error;

    /// <summary>Σ weight · q².</summary>
    public readonly T CodeSquares = codeSquares;

    /// <summary>Σ weight · q · value.</summary>
    public readonly T CodeValues = codeValues;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CentredPass<T> Of(Strip strip, int part, T scale, T zero)
    {
        var inverse = Reciprocal.Of(scale);
        var (error, squares, products) = (T.Of(0), T.Of(0), T.Of(0));
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
        {
            var x = T.Load(strip.Values.AsSpan(at));
            var w = T.Load(strip.Weights.AsSpan(at));
            var q = Code(x, inverse, zero);
            var off = T.MultiplyAdd(scale, q, T.Of(0) - x);
            var weighted = w * q;
            error = T.MultiplyAdd(w * off, off, error);
            squares = T.MultiplyAdd(weighted, q, squares);
            products = T.MultiplyAdd(weighted, x, products);
        }

        return new(error, squares, products);
    }

    /// <summary>Writes the codes, q + zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode(Strip strip, int part, T scale, T zero)
    {
        var inverse = Reciprocal.Of(scale);
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
            (Code(T.Load(strip.Values.AsSpan(at)), inverse, zero) + zero).Store(strip.Codes.AsSpan(at));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Code(T x, T inverse, T zero) => T.Min(T.Max(T.Round(x * inverse), T.Of(0) - zero), zero - T.Of(1));
}
