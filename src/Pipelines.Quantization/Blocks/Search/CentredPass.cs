using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// The parts of some lanes under given scales, value ≈ scale · q with q from −zero to zero − 1.
/// </summary>
/// <param name="zero">the code of value 0</param>
internal readonly struct CentredPass(int zero) : IScaleLook
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ScalePass<T> At<T>(Strip strip, int part, T scale)
        where T : struct, ILanes<T>
    {
        var (inverse, middle) = (Reciprocal.Of(scale), T.Of(zero));
        var (error, squares, products) = (T.Of(0), T.Of(0), T.Of(0));
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
        {
            var x = T.Load(strip.Values.AsSpan(at));
            var w = T.Load(strip.Weights.AsSpan(at));
            var q = Code(x, inverse, middle);
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
    public void Encode<T>(Strip strip, int part, T scale)
        where T : struct, ILanes<T>
    {
        var (inverse, middle) = (Reciprocal.Of(scale), T.Of(zero));
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
            (Code(T.Load(strip.Values.AsSpan(at)), inverse, middle) + middle).Store(strip.Codes.AsSpan(at));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Code<T>(T x, T inverse, T zero)
        where T : struct, ILanes<T> =>
        T.Min(T.Max(T.Round(x * inverse), T.Of(0) - zero), zero - T.Of(1));
}
