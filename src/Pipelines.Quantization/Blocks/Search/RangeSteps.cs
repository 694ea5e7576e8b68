using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// Scales and minimums as whole multiples of two steps of their block. Each part tries the multiples beside its own against its values,
/// and the steps are fitted to what the parts have chosen, in turn.
/// </summary>
internal static class RangeSteps
{
    private const int Turns = 2;

    /// <summary>Writes <see cref="Strip.Steps"/>, from <see cref="Strip.Scales"/> and <see cref="Strip.Minimums"/>.</summary>
    /// <param name="strip">values, scales, and minimums</param>
    /// <param name="partsOfBlock">parts that share steps</param>
    /// <param name="levels">the greatest code of a value</param>
    /// <param name="greatest">the greatest multiple of a step</param>
    public static void Fit<T>(Strip strip, int partsOfBlock, int levels, int greatest)
        where T : struct, ILanes<T>
    {
        var (steps, trial) = (strip.Steps, strip.Trial);
        Array.Fill(steps.Errors, float.PositiveInfinity);
        for (var block = 0; block < Strip.Parts; block += partsOfBlock) Start(strip, block..(block + partsOfBlock), greatest);
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var part = 0; part < Strip.Parts; part += T.Count) Choose<T>(strip, part, levels, greatest);
            for (var block = 0; block < Strip.Parts; block += partsOfBlock)
            {
                var parts = block..(block + partsOfBlock);
                if (trial.Error(parts) < steps.Error(parts)) steps.Take(trial, parts);
                if (turn + 1 < Turns) Refit(strip, parts);
            }
        }
    }

    /// <summary>Steps that just reach the greatest scale and minimum.</summary>
    private static void Start(Strip strip, Range parts, int greatest)
    {
        var trial = strip.Trial;
        Of(strip.Scales.AsSpan(parts), trial.ScaleSteps.AsSpan(parts), trial.ScaleCodes.AsSpan(parts));
        Of(strip.Minimums.AsSpan(parts), trial.MinimumSteps.AsSpan(parts), trial.MinimumCodes.AsSpan(parts));

        void Of(Span<float> values, Span<float> steps, Span<float> codes)
        {
            var most = 0f;
            foreach (var value in values) most = Math.Max(most, value);
            var step = most > 0 ? Math.Max(HalfScale.Round(most / greatest), HalfScale.Least) : 0;
            steps.Fill(step);
            for (var i = 0; i < codes.Length; i++) codes[i] = step > 0 ? MathF.Min(MathF.Round(values[i] / step), greatest) : 0;
        }
    }

    /// <summary>The multiples for some lanes: for each scale near the one at hand, the minimum that suits its codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Choose<T>(Strip strip, int part, int levels, int greatest)
        where T : struct, ILanes<T>
    {
        var trial = strip.Trial;
        var (scaleStep, minimumStep) = (T.Load(trial.ScaleSteps.AsSpan(part)), T.Load(trial.MinimumSteps.AsSpan(part)));
        var (scaleCode, minimumCode) = (T.Load(trial.ScaleCodes.AsSpan(part)), T.Load(trial.MinimumCodes.AsSpan(part)));
        var (weights, values) = Moments<T>(strip, part);
        var inverse = Reciprocal.Of(minimumStep * weights);
        var (best, bestScale, bestMinimum) = (T.Of(float.PositiveInfinity), scaleCode, minimumCode);
        var (codes, squares, products) = (T.Of(0), T.Of(0), T.Of(0));
        for (var off = -1; off <= 1; off++)
        {
            var tried = T.Min(T.Max(scaleCode + T.Of(off), T.Of(0)), T.Of(greatest));
            var scale = scaleStep * tried;
            var minimum = minimumCode;
            for (var turn = 0; turn < 2; turn++)
            {
                var pass = RangePass<T>.Of(strip, part, scale, minimumStep * minimum, T.Of(levels));
                bestScale = T.IfLess(pass.Error, best, tried, bestScale);
                bestMinimum = T.IfLess(pass.Error, best, minimum, bestMinimum);
                codes = T.IfLess(pass.Error, best, pass.Codes, codes);
                squares = T.IfLess(pass.Error, best, pass.CodeSquares, squares);
                products = T.IfLess(pass.Error, best, pass.CodeValues, products);
                best = T.Min(best, pass.Error);
                minimum = T.Round((scale * pass.Codes - values) * inverse);
                minimum = T.Min(T.Max(minimum, T.Of(0)), T.Of(greatest));
            }
        }

        bestScale.Store(trial.ScaleCodes.AsSpan(part));
        bestMinimum.Store(trial.MinimumCodes.AsSpan(part));
        best.Store(trial.Errors.AsSpan(part));
        codes.Store(trial.Codes.AsSpan(part));
        squares.Store(trial.CodeSquares.AsSpan(part));
        products.Store(trial.CodeValues.AsSpan(part));
        weights.Store(trial.Weights.AsSpan(part));
        values.Store(trial.Values.AsSpan(part));
    }

    /// <summary>Σ weight and Σ weight · value.</summary>
    private static (T Weights, T Values) Moments<T>(Strip strip, int part)
        where T : struct, ILanes<T>
    {
        var (weights, values) = (T.Of(0), T.Of(0));
        for (var at = part; at < strip.Values.Length; at += Strip.Parts)
        {
            var w = T.Load(strip.Weights.AsSpan(at));
            weights += w;
            values = T.MultiplyAdd(w, T.Load(strip.Values.AsSpan(at)), values);
        }

        return (weights, values);
    }

    /// <summary>The steps, by least squares over the block, for the multiples and codes of the last trial.</summary>
    private static void Refit(Strip strip, Range parts)
    {
        var trial = strip.Trial;
        var (from, count) = parts.GetOffsetAndLength(Strip.Parts);
        double scales = 0, mixed = 0, minimums = 0, right = 0, left = 0;
        for (var part = from; part < from + count; part++)
        {
            double a = trial.ScaleCodes[part], b = trial.MinimumCodes[part];
            scales += a * a * trial.CodeSquares[part];
            mixed += a * b * trial.Codes[part];
            minimums += b * b * trial.Weights[part];
            right += a * trial.CodeValues[part];
            left += b * trial.Values[part];
        }

        var determinant = scales * minimums - mixed * mixed;
        if (!(determinant > 1e-6 * scales * minimums)) return;
        var scaleStep = HalfScale.Round((float)((right * minimums - mixed * left) / determinant));
        var minimumStep = HalfScale.Round((float)((right * mixed - scales * left) / determinant));
        if (scaleStep > 0) trial.ScaleSteps.AsSpan(parts).Fill(scaleStep);
        if (minimumStep > 0) trial.MinimumSteps.AsSpan(parts).Fill(minimumStep);
    }
}
