using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>Scales that just reach the extremes of a part: no search, and the same bits as ggml-quants.c's reference.</summary>
internal static class ExtremeFit
{
    /// <summary>
    /// Codes around <paramref name="zero"/>, from 0 to 2 · zero − 1: the value farthest from 0 gets code 0, whatever its sign, which makes
    /// the scale negative for positive ones. Q4_0, Q5_0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Centred<T>(Strip strip, int zero)
        where T : struct, ILanes<T>
    {
        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            var farthest = strip.Farthest<T>(part);
            var scale = farthest / T.Of(-zero);
            var inverse = Reciprocal.Of(scale);
            scale.Store(strip.Scales.AsSpan(part));
            for (var at = part; at < strip.Values.Length; at += Strip.Parts)
            {
                var code = T.Truncate(T.Load(strip.Values.AsSpan(at)) * inverse + T.Of(zero + 0.5f));
                T.Min(code, T.Of(2 * zero - 1)).Store(strip.Codes.AsSpan(at));
            }
        }
    }

    /// <summary>Codes from 0 for the least value to <paramref name="levels"/> for the greatest. Q4_1, Q5_1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Range<T>(Strip strip, int levels)
        where T : struct, ILanes<T>
    {
        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            var least = T.Load(strip.Values.AsSpan(part));
            var greatest = least;
            for (var at = part; at < strip.Values.Length; at += Strip.Parts)
            {
                var x = T.Load(strip.Values.AsSpan(at));
                least = T.IfLess(x, least, x, least);
                greatest = T.IfLess(greatest, x, x, greatest);
            }

            var scale = (greatest - least) / T.Of(levels);
            var inverse = Reciprocal.Of(scale);
            scale.Store(strip.Scales.AsSpan(part));
            least.Store(strip.Minimums.AsSpan(part));
            for (var at = part; at < strip.Values.Length; at += Strip.Parts)
            {
                var code = T.Truncate((T.Load(strip.Values.AsSpan(at)) - least) * inverse + T.Of(0.5f));
                T.Min(code, T.Of(levels)).Store(strip.Codes.AsSpan(at));
            }
        }
    }

    /// <summary>Signed codes up to <paramref name="greatest"/>, halves away from 0. Q8_0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Signed<T>(Strip strip, int greatest)
        where T : struct, ILanes<T>
    {
        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            var size = T.Of(0);
            for (var at = part; at < strip.Values.Length; at += Strip.Parts)
                size = T.Max(size, T.Abs(T.Load(strip.Values.AsSpan(at))));

            var scale = size / T.Of(greatest);
            var inverse = Reciprocal.Of(scale);
            scale.Store(strip.Scales.AsSpan(part));
            for (var at = part; at < strip.Values.Length; at += Strip.Parts)
            {
                var x = T.Load(strip.Values.AsSpan(at)) * inverse;
                var whole = T.Truncate(x);
                var away = whole + T.IfLess(x, T.Of(0), T.Of(-1), T.Of(1));
                T.IfLess(T.Abs(x - whole), T.Of(0.5f), whole, away).Store(strip.Codes.AsSpan(at));
            }
        }
    }
}
