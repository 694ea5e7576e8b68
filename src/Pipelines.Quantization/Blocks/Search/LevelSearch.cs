using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// The scale of each part, value ≈ scale · level(code), that leaves the least weighted squared error, among levels of unequal distance;
/// searched as in <see cref="CentredSearch"/>.
/// </summary>
internal static class LevelSearch
{
    /// <summary>Where most values lie inside of the levels: which shares of the farthest value the last level may stand for at first.</summary>
    public static ReadOnlySpan<float> NearShares => [1f, 0.95f, 0.9f, 0.84f, 0.78f];

    /// <summary>The same of so few levels that most values lie at the last.</summary>
    public static ReadOnlySpan<float> WideShares => [1f, 0.75f, 0.55f, 0.4f, 0.25f];

    private const int Turns = 2;

    /// <summary>Writes <see cref="Strip.Scales"/>.</summary>
    /// <param name="strip">the values</param>
    /// <param name="shares">from which shares of the farthest value to start</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Find<T, TLevels>(Strip strip, ReadOnlySpan<float> shares)
        where T : struct, ILanes<T>
        where TLevels : struct, ILevels
    {
        var levels = TLevels.Ascending;
        for (var part = 0; part < Strip.Parts; part += T.Count)
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
                        var pass = default(LevelPass<TLevels>).At(strip, part, scale);
                        bestScale = T.IfLess(pass.Error, best, scale, bestScale);
                        best = T.Min(best, pass.Error);
                        scale = T.IfLess(T.Of(0), pass.CodeSquares, pass.CodeValues / pass.CodeSquares, scale);
                    }
                }
            }

            bestScale.Store(strip.Scales.AsSpan(part));
        }
    }
}
