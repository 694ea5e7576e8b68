using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>The parts of some lanes under given scales, value ≈ scale · level(code).</summary>
/// <typeparam name="TLevels">the levels</typeparam>
internal readonly struct LevelPass<TLevels> : IScaleLook
    where TLevels : struct, ILevels
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ScalePass<T> At<T>(Strip strip, int part, T scale)
        where T : struct, ILanes<T>
    {
        var levels = TLevels.Ascending;
        var inverse = Reciprocal.Of(scale);
        var (error, squares, products) = (T.Of(0), T.Of(0), T.Of(0));
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
        {
            var x = T.Load(strip.Values.AsSpan(at));
            var w = T.Load(strip.Weights.AsSpan(at));
            var scaled = x * inverse;
            var level = T.Of(levels[0]);
            for (var i = 1; i < levels.Length; i++)
                level += T.IfLess(Between<T>(levels, i), scaled, T.Of(levels[i] - levels[i - 1]), T.Of(0));
            var off = T.MultiplyAdd(scale, level, T.Of(0) - x);
            var weighted = w * level;
            error = T.MultiplyAdd(w * off, off, error);
            squares = T.MultiplyAdd(weighted, level, squares);
            products = T.MultiplyAdd(weighted, x, products);
        }

        return new(error, squares, products);
    }

    /// <summary>Writes the codes: which of the ascending levels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Encode<T>(Strip strip, int part, T scale)
        where T : struct, ILanes<T>
    {
        var levels = TLevels.Ascending;
        var inverse = Reciprocal.Of(scale);
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
        {
            var x = T.Load(strip.Values.AsSpan(at)) * inverse;
            var code = T.Of(0);
            for (var i = 1; i < levels.Length; i++) code += T.IfLess(Between<T>(levels, i), x, T.Of(1), T.Of(0));
            code.Store(strip.Codes.AsSpan(at));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Between<T>(ReadOnlySpan<sbyte> levels, int i)
        where T : struct, ILanes<T> => T.Of((levels[i - 1] + levels[i]) / 2f);
}
