using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>Blocks of 256 in sixteen parts of 16 with a signed scale each, value scale · (code − zero): Q3_K, Q6_K.</summary>
/// <param name="type">the type</param>
/// <param name="zero">the code of value 0; codes go from 0 to 2 · zero − 1</param>
/// <param name="scaleZero">codes of scales go from −scaleZero to scaleZero − 1</param>
internal abstract class CentredFormat(GgufType type, int zero, int scaleZero) : StripFormat(type, 16)
{
    private protected sealed override void Fit<T>(Strip strip, bool weighted)
    {
        var codes = new CentredPass(zero);
        CentredSearch.Find<T>(strip, zero);
        ScaleSteps.Fit<T, CentredPass>(strip, codes, Strip.Parts, scaleZero);
        var steps = strip.Steps;
        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            var scale = T.Load(steps.ScaleSteps.AsSpan(part)) * T.Load(steps.ScaleCodes.AsSpan(part));
            codes.Encode(strip, part, scale);
        }
    }
}
