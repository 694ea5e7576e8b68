using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>The statements of a trunk's forward pass: embed, add positions, go through the blocks, normalise.</summary>
internal static class TrunkForward
{
    /// <summary>The field of what divides the logits.</summary>
    public const string Scaling = "scaling";

    /// <summary>The statements, each with what it gives.</summary>
    public static IEnumerable<(string Code, string Comment)> Of(ModelView model)
    {
        var (names, architecture) = (model.Names, model.Architecture);
        var shape = $"[batch, time, {architecture.Dim}]";
        var embed = architecture.ScalesEmbedding ? $"{names.Tokens}.call(ids, pass)" : $"{names.Tokens}.call(ids)";
        var cast = architecture.ScalesEmbedding ? embed : $"pass.Cast({embed})";
        if (architecture is { Positions: NoPositions, EmbeddingNorm: null }) yield return ($"var x = drop.call({cast});", shape);
        else
        {
            yield return ($"var e = {embed};", shape);
            var embedded = "e";
            if (architecture.Positions is not NoPositions)
            {
                yield return ($"var x = {names.Positions}.call(e, pass).Freeing(e);", "e + its positions");
                embedded = "x";
            }
            if (architecture.EmbeddingNorm is not null)
            {
                var declared = embedded == "x" ? "x" : "var x";
                yield return ($"{declared} = {names.EmbeddingNorm}.call({embedded}).Freeing({embedded});", shape);
            }
            yield return ("x = drop.call(pass.Cast(x));", shape);
        }
        var layers = $"foreach (var layer in {names.Layers}) x = pass.Through(layer, x);";
        yield return (layers, shape);
        var last = architecture.FinalNorm is null ? "x" : $"{names.FinalNorm}.call(x).Freeing(x)";
        yield return ($"return {(architecture.LogitsScaling == 1 ? last : $"{Scaling}.call({last})")};", shape);
    }
}
