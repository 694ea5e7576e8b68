using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// The scale and the minimum of each part, value ≈ scale · code − minimum, that leave the least weighted squared error. From several
/// starts, codes are taken for a scale and a minimum and these are fitted to the codes, in turn; the best that was met is kept.
/// </summary>
internal static class RangeSearch
{
    /// <summary>
    /// Levels by which the values reach beyond the codes at first, below as above, in every combination: cutting off extremes makes steps
    /// finer for the rest, and codes that reach farther than the values fall on others of them.
    /// </summary>
    private static readonly float[] cuts = [-0.3f, 0.1f, 0.5f, 1f];

    private static readonly (float Below, float Above)[] starts = [.. from below in cuts from above in cuts select (below, above)];

    private const int Turns = 2;

    /// <summary>Where nothing is tried after the search.</summary>
    private const int LastTurns = 4;

    /// <summary>For types whose parts are blocks, and whose minimums are added: also rounds and encodes. Q4_1, Q5_1.</summary>
    public static void Fit<T>(Strip strip, int levels)
        where T : struct, ILanes<T>
    {
        Find<T>(strip, levels, signed: true);
        for (var part = 0; part < Strip.Parts; part++)
        {
            strip.Scales[part] = HalfScale.Round(strip.Scales[part]);
            strip.Minimums[part] = HalfScale.Round(-strip.Minimums[part]);
        }

        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            var minimum = T.Of(0) - T.Load(strip.Minimums.AsSpan(part));
            RangePass<T>.Encode(strip, part, T.Load(strip.Scales.AsSpan(part)), minimum, T.Of(levels));
        }
    }

    /// <summary>Writes <see cref="Strip.Scales"/> and <see cref="Strip.Minimums"/>.</summary>
    /// <param name="strip">the values</param>
    /// <param name="levels">the greatest code</param>
    /// <param name="signed">whether a minimum may be negative, so that all values are above 0</param>
    public static void Find<T>(Strip strip, int levels, bool signed)
        where T : struct, ILanes<T>
    {
        for (var part = 0; part < Strip.Parts; part += T.Count) FindLanes<T>(strip, part, levels, signed);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindLanes<T>(Strip strip, int part, int levels, bool signed)
        where T : struct, ILanes<T>
    {
        var least = T.Load(strip.Values.AsSpan(part));
        var (greatest, weights, values) = (least, T.Of(0), T.Of(0));
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
        {
            var x = T.Load(strip.Values.AsSpan(at));
            var w = T.Load(strip.Weights.AsSpan(at));
            (least, greatest) = (T.Min(least, x), T.Max(greatest, x));
            weights += w;
            values = T.MultiplyAdd(w, x, values);
        }

        if (!signed) least = T.Min(least, T.Of(0));
        var range = greatest - least;
        var (best, bestScale, bestMinimum) = (T.Of(float.PositiveInfinity), T.Of(0), T.Of(0) - least);
        foreach (var (below, above) in starts)
        {
            var scale = range / T.Of(levels + below + above);
            var minimum = T.Of(0) - T.MultiplyAdd(scale, T.Of(below), least);
            if (!signed) minimum = T.Max(minimum, T.Of(0));
            for (var turn = 0; turn < (signed ? LastTurns : Turns); turn++)
            {
                var pass = RangePass<T>.Of(strip, part, scale, minimum, T.Of(levels));
                bestScale = T.IfLess(pass.Error, best, scale, bestScale);
                bestMinimum = T.IfLess(pass.Error, best, minimum, bestMinimum);
                best = T.Min(best, pass.Error);
                (scale, minimum) = Refit(pass, weights, values, scale, minimum, signed);
            }
        }

        bestScale.Store(strip.Scales.AsSpan(part));
        bestMinimum.Store(strip.Minimums.AsSpan(part));
    }

    /// <summary>Least squares for the codes of a pass; what was there where all codes are the same.</summary>
    private static (T Scale, T Minimum) Refit<T>(RangePass<T> pass, T weights, T values, T scale, T minimum, bool signed)
        where T : struct, ILanes<T>
    {
        var (codes, squares, products) = (pass.Codes, pass.CodeSquares, pass.CodeValues);
        var both = weights * squares;
        var determinant = both - codes * codes;
        var solvable = both * T.Of(1e-5f);
        var newScale = T.IfLess(solvable, determinant, (weights * products - codes * values) / determinant, scale);
        var newMinimum = T.IfLess(solvable, determinant, (codes * products - squares * values) / determinant, minimum);
        if (signed) return (newScale, newMinimum);
        var alone = T.IfLess(T.Of(0), squares, products / squares, scale);
        return (T.IfLess(newMinimum, T.Of(0), alone, newScale), T.Max(newMinimum, T.Of(0)));
    }
}
