using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// The scale of each part, value ≈ scale · level(code), that leaves the least weighted squared error, among levels of unequal distance;
/// searched as in <see cref="CentredSearch"/>. IQ4_NL.
/// </summary>
internal static class LevelSearch
{
    private static readonly float[] shares = [1f, 0.95f, 0.9f, 0.84f, 0.78f];

    private const int Turns = 2;

    /// <summary>Writes <see cref="Strip.Scales"/>, in half precision, and the codes.</summary>
    /// <param name="strip">the values</param>
    /// <param name="levels">[16], ascending</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fit<T>(Strip strip, ReadOnlySpan<sbyte> levels)
        where T : struct, ILanes<T>
    {
        for (var part = 0; part < Strip.Parts; part += T.Count) Find<T>(strip, part, levels);
        for (var part = 0; part < Strip.Parts; part++) strip.Scales[part] = HalfScale.Round(strip.Scales[part]);
        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            var inverse = Reciprocal.Of(T.Load(strip.Scales.AsSpan(part)));
            for (var at = part; at < strip.Values.Length; at += Strip.Parts)
            {
                var x = T.Load(strip.Values.AsSpan(at)) * inverse;
                var code = T.Of(0);
                for (var i = 1; i < levels.Length; i++) code += T.IfLess(Between(levels, i), x, T.Of(1), T.Of(0));
                code.Store(strip.Codes.AsSpan(at));
            }
        }

        static T Between(ReadOnlySpan<sbyte> levels, int i) => T.Of((levels[i - 1] + levels[i]) / 2f);
    }

    private static void Find<T>(Strip strip, int part, ReadOnlySpan<sbyte> levels)
        where T : struct, ILanes<T>
    {
        var farthest = strip.Farthest<T>(part);
        var (best, bestScale) = (T.Of(float.PositiveInfinity), T.Of(0));
        foreach (var end in (ReadOnlySpan<sbyte>)[levels[0], levels[^1]])
        {
            foreach (var share in shares)
            {
                var scale = farthest * T.Of(share / end);
                for (var turn = 0; turn < Turns; turn++)
                {
                    var (error, squares, products) = Pass(strip, part, scale, levels);
                    bestScale = T.IfLess(error, best, scale, bestScale);
                    best = T.Min(best, error);
                    scale = T.IfLess(T.Of(0), squares, products / squares, scale);
                }
            }
        }

        bestScale.Store(strip.Scales.AsSpan(part));
    }

    /// <summary>The error under a scale, Σ weight · level², and Σ weight · level · value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (T Error, T LevelSquares, T LevelValues) Pass<T>(Strip strip, int part, T scale, ReadOnlySpan<sbyte> levels)
        where T : struct, ILanes<T>
    {
        var inverse = Reciprocal.Of(scale);
        var (error, squares, products) = (T.Of(0), T.Of(0), T.Of(0));
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
        {
            var x = T.Load(strip.Values.AsSpan(at));
            var w = T.Load(strip.Weights.AsSpan(at));
            var scaled = x * inverse;
            var level = T.Of(levels[0]);
            for (var i = 1; i < levels.Length; i++)
                level += T.IfLess(T.Of((levels[i - 1] + levels[i]) / 2f), scaled, T.Of(levels[i] - levels[i - 1]), T.Of(0));
            var off = T.MultiplyAdd(scale, level, T.Of(0) - x);
            var weighted = w * level;
            error = T.MultiplyAdd(w * off, off, error);
            squares = T.MultiplyAdd(weighted, level, squares);
            products = T.MultiplyAdd(weighted, x, products);
        }

        return (error, squares, products);
    }
}
