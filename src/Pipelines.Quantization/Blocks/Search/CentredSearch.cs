using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// The scale of each part, value ≈ scale · q, that leaves the least weighted squared error. From several starts, codes are taken for a
/// scale and the scale is fitted to the codes, in turn; the best that was met is kept. A scale may be negative: there is one more code
/// below 0 than above, and the farthest value may need it.
/// </summary>
internal static class CentredSearch
{
    /// <summary>Codes by which the farthest value reaches beyond them at first.</summary>
    private static readonly float[] cuts = [-0.3f, 0f, 0.4f, 0.8f, 1.4f, 2.2f];

    private const int Turns = 2;

    /// <summary>For types whose parts are blocks: also rounds to half precision, and encodes. Q4_0, Q5_0.</summary>
    public static void Fit<T>(Strip strip, int zero)
        where T : struct, ILanes<T>
    {
        Find<T>(strip, zero);
        for (var part = 0; part < Strip.Parts; part++) strip.Scales[part] = HalfScale.Round(strip.Scales[part]);
        for (var part = 0; part < Strip.Parts; part += T.Count)
            new CentredPass(zero).Encode(strip, part, T.Load(strip.Scales.AsSpan(part)));
    }

    /// <summary>Writes <see cref="Strip.Scales"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Find<T>(Strip strip, int zero)
        where T : struct, ILanes<T>
    {
        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            var farthest = strip.Farthest<T>(part);
            var (best, bestScale) = (T.Of(float.PositiveInfinity), T.Of(0));
            foreach (var end in (ReadOnlySpan<int>)[-zero, zero - 1])
            {
                foreach (var cut in cuts)
                {
                    var scale = farthest * T.Of(1 / (end + Math.Sign(end) * cut));
                    for (var turn = 0; turn < Turns; turn++)
                    {
                        var pass = new CentredPass(zero).At(strip, part, scale);
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
