using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// Scales as whole multiples of a step of their block. Each part tries the multiples beside its own against its values, and the step is
/// fitted to what the parts have chosen, in turn.
/// </summary>
internal static class ScaleSteps
{
    private const int Turns = 2;

    /// <summary>Writes <see cref="Strip.Steps"/>, from <see cref="Strip.Scales"/>.</summary>
    /// <param name="strip">values and scales</param>
    /// <param name="look">how values look under scales</param>
    /// <param name="partsOfBlock">parts that share a step</param>
    /// <param name="scaleZero">multiples go from −scaleZero to scaleZero − 1</param>
    public static void Fit<T, TLook>(Strip strip, TLook look, int partsOfBlock, int scaleZero)
        where T : struct, ILanes<T>
        where TLook : struct, IScaleLook
    {
        var (steps, trial) = (strip.Steps, strip.Trial);
        Array.Fill(steps.Errors, float.PositiveInfinity);
        for (var block = 0; block < Strip.Parts; block += partsOfBlock) Start(strip, block..(block + partsOfBlock), scaleZero);
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var part = 0; part < Strip.Parts; part += T.Count) Choose<T, TLook>(strip, part, look, scaleZero);
            for (var block = 0; block < Strip.Parts; block += partsOfBlock)
            {
                var parts = block..(block + partsOfBlock);
                if (trial.Error(parts) < steps.Error(parts)) steps.Take(trial, parts);
                if (turn + 1 < Turns) Refit(trial, parts);
            }
        }
    }

    /// <summary>A step that makes the farthest scale its lowest multiple, of which there is one more than of the highest.</summary>
    private static void Start(Strip strip, Range parts, int scaleZero)
    {
        var scales = strip.Scales.AsSpan(parts);
        var codes = strip.Trial.ScaleCodes.AsSpan(parts);
        var farthest = 0f;
        foreach (var scale in scales)
        {
            if (Math.Abs(scale) > Math.Abs(farthest)) farthest = scale;
        }

        var step = HalfScale.Round(farthest / -scaleZero);
        if (step == 0 && farthest != 0) step = farthest < 0 ? HalfScale.Least : -HalfScale.Least;
        strip.Trial.ScaleSteps.AsSpan(parts).Fill(step);
        for (var i = 0; i < codes.Length; i++)
            codes[i] = step != 0 ? Math.Clamp(MathF.Round(scales[i] / step), -scaleZero, scaleZero - 1) : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Choose<T, TLook>(Strip strip, int part, TLook look, int scaleZero)
        where T : struct, ILanes<T>
        where TLook : struct, IScaleLook
    {
        var trial = strip.Trial;
        var (step, code) = (T.Load(trial.ScaleSteps.AsSpan(part)), T.Load(trial.ScaleCodes.AsSpan(part)));
        var (best, bestCode, squares, products) = (T.Of(float.PositiveInfinity), code, T.Of(0), T.Of(0));
        for (var off = -1; off <= 1; off++)
        {
            var tried = T.Min(T.Max(code + T.Of(off), T.Of(-scaleZero)), T.Of(scaleZero - 1));
            var pass = look.At(strip, part, step * tried);
            bestCode = T.IfLess(pass.Error, best, tried, bestCode);
            squares = T.IfLess(pass.Error, best, pass.CodeSquares, squares);
            products = T.IfLess(pass.Error, best, pass.CodeValues, products);
            best = T.Min(best, pass.Error);
        }

        bestCode.Store(trial.ScaleCodes.AsSpan(part));
        best.Store(trial.Errors.AsSpan(part));
        squares.Store(trial.CodeSquares.AsSpan(part));
        products.Store(trial.CodeValues.AsSpan(part));
    }

    /// <summary>The step, by least squares over the block, for the multiples and codes of the last trial.</summary>
    private static void Refit(PartSteps trial, Range parts)
    {
        double squares = 0, products = 0;
        for (var part = parts.Start.Value; part < parts.End.Value; part++)
        {
            double code = trial.ScaleCodes[part];
            squares += code * code * trial.CodeSquares[part];
            products += code * trial.CodeValues[part];
        }

        var step = squares > 0 ? HalfScale.Round((float)(products / squares)) : 0;
        if (step != 0) trial.ScaleSteps.AsSpan(parts).Fill(step);
    }
}
