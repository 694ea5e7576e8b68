using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>The power of two of each part that leaves the least weighted squared error, among those about its farthest value.</summary>
internal static class PowerSearch
{
    /// <summary>Powers, counted from the one under which the farthest value lies within the last binade of the levels, 8 to 16.</summary>
    private static ReadOnlySpan<int> Offsets => [0, 1, -1];

    private const int LastBinade = 3;

    /// <summary>Writes <see cref="Strip.Scales"/> and <see cref="Strip.Codes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fit<T>(Strip strip)
        where T : struct, ILanes<T>
    {
        Span<float> farthest = stackalloc float[T.Count], powers = stackalloc float[T.Count];
        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            T.Abs(strip.Farthest<T>(part)).Store(farthest);
            var (best, bestScale) = (T.Of(float.PositiveInfinity), T.Of(0));
            foreach (var offset in Offsets)
            {
                for (var lane = 0; lane < powers.Length; lane++) powers[lane] = Power(farthest[lane], offset);
                var scale = T.Load(powers);
                var pass = default(LevelPass<CodeLevels.FloatingPoint>).At(strip, part, scale);
                bestScale = T.IfLess(pass.Error, best, scale, bestScale);
                best = T.Min(best, pass.Error);
            }

            bestScale.Store(strip.Scales.AsSpan(part));
            default(LevelPass<CodeLevels.FloatingPoint>).Encode(strip, part, bestScale);
        }
    }

    private static float Power(float farthest, int offset)
    {
        var exponent = (BitConverter.SingleToInt32Bits(farthest) >> 23) - LastBinade + 1 + offset;
        return PowerScale.Read((byte)Math.Clamp(exponent, 0, PowerScale.Greatest));
    }
}
