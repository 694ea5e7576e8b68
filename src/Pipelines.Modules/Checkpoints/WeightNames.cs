namespace Pipelines.Modules;

/// <summary>
/// Under which names files hold a tensor: first the model's own, then those of older files, of files that hold the trunk alone, and of
/// files that hold images beside the text.
/// </summary>
internal static class WeightNames
{
    /// <summary>What a model's name contains, and what older files have in its place.</summary>
    private static readonly (string Ours, string Older)[] Spellings =
    [
        ("LayerNorm.weight", "LayerNorm.gamma"),        // BERT before PyTorch had LayerNorm
        ("LayerNorm.bias", "LayerNorm.beta"),
        ("embeddings.weight", "embedding.weight"),      // Mamba as its authors publish it
    ];

    /// <summary>The names under which a file may hold the tensor that the model calls <paramref name="name"/>, best first.</summary>
    public static IEnumerable<string> Of(string name)
    {
        foreach (var spelling in Spelled(name))
        {
            yield return spelling;
            // A trunk that was saved by itself has no prefix: h.0.ln_1.weight for transformer.h.0.ln_1.weight.
            var trunk = spelling.IndexOf('.') + 1;
            if (trunk > 0) yield return spelling[trunk..];
        }
        // Beside images: as checkpoints are published, and as transformers names its modules since 4.52.
        yield return $"language_model.{name}";
        if (name.StartsWith("model.", StringComparison.Ordinal)) yield return $"model.language_model.{name["model.".Length..]}";
    }

    private static IEnumerable<string> Spelled(string name)
    {
        yield return name;
        foreach (var (ours, older) in Spellings)
            if (name.EndsWith(ours, StringComparison.Ordinal)) yield return name[..^ours.Length] + older;
    }
}
