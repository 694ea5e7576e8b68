using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>Blocks of 256 with one half-precision scale, at their end; value scale · (code − 1), codes from 0 to 2: TQ1_0, TQ2_0.</summary>
/// <param name="type">the type</param>
internal abstract class TernaryFormat(GgufType type) : StripFormat(type, 256)
{
    private protected sealed override void Fit<T>(Strip strip, bool weighted)
    {
        LevelSearch.Find<T, CodeLevels.Ternary>(strip, LevelSearch.WideShares);
        // Levels are as many below 0 as above: of two scales that differ in their sign the positive one does.
        for (var part = 0; part < Strip.Parts; part++) strip.Scales[part] = HalfScale.Round(Math.Abs(strip.Scales[part]));
        for (var part = 0; part < Strip.Parts; part += T.Count)
            default(LevelPass<CodeLevels.Ternary>).Encode(strip, part, T.Load(strip.Scales.AsSpan(part)));
    }
}
