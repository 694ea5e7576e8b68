using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>Blocks of 256 whose parts have a scale and a minimum each, value scale · code − minimum: Q2_K, Q4_K, Q5_K.</summary>
/// <param name="type">the type</param>
/// <param name="partLength">values of a part</param>
/// <param name="levels">the greatest code of a value</param>
/// <param name="greatestScale">the greatest code of a scale or minimum</param>
internal abstract class RangeFormat(GgufType type, int partLength, int levels, int greatestScale) : StripFormat(type, partLength)
{
    private protected sealed override void Fit<T>(Strip strip, bool weighted)
    {
        RangeSearch.Find<T>(strip, levels, signed: false);
        RangeSteps.Fit<T>(strip, PartsOfBlock, levels, greatestScale);
        var steps = strip.Steps;
        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            var scale = T.Load(steps.ScaleSteps.AsSpan(part)) * T.Load(steps.ScaleCodes.AsSpan(part));
            var minimum = T.Load(steps.MinimumSteps.AsSpan(part)) * T.Load(steps.MinimumCodes.AsSpan(part));
            RangePass<T>.Encode(strip, part, scale, minimum, T.Of(levels));
        }
    }
}
