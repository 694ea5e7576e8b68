using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Emits everything below the head: embeddings, the list of blocks, the final norm.</summary>
internal static class TrunkEmitter
{
    /// <summary>Writes the nested class <c>Trunk</c>.</summary>
    public static void Emit(SourceWriter source, ModelView model)
    {
        var dim = model.Architecture.Dim;
        var bert = model.Names.Form == BlockForm.Bert;
        Child[] children = bert ? [.. BertEmitter.TrunkChildren(model)] : [.. Children(model)];
        var last = model.Architecture.FinalNorm is null ? "last block" : "final norm";
        source.Write($"/// <summary>[batch, time] → [batch, time, {dim}]: from tokens to what the head reads.</summary>");
        source.Braces("public sealed class Trunk : SequenceLayer", body =>
        {
            Child.Fields(body, children);
            body.Write("""

                internal Trunk(Options o, Device? device)
                    : base(nameof(Trunk))
                """);
            body.Braces(constructor => Child.Registrations(constructor, children));
            body.Write($"""

                /// <param name="ids">token ids, [batch, time], int64</param>
                /// <param name="pass">what came before, and the compute type</param>
                /// <returns>hidden states after the {last}, [batch, time, {dim}]</returns>
                """);
            body.Braces("public override Tensor forward(Tensor ids, Pass pass)", forward =>
                forward.Statements(bert ? BertEmitter.TrunkForward(model) : [.. TrunkForward.Of(model)]));
            if (!model.Uniform) BlockSequence.Emit(body.Blank(), model);
        });
    }

    private static IEnumerable<Child> Children(ModelView model)
    {
        var (names, architecture) = (model.Names, model.Architecture);
        var (dim, context) = (architecture.Dim, architecture.Context);
        yield return Embedding(
            names.Tokens, architecture.ScalesEmbedding ? "ScaledEmbedding" : "Embedding", "o.Vocab", model.Vocab, Scale(architecture));
        if (architecture.Positions is LearnedPositions) yield return Embedding(names.Positions, "PositionEmbedding", "o.Context", context);
        if (architecture.Positions is SinusoidalPositions)
        {
            yield return new(
                names.Positions, "SinusoidalEmbedding", "o.Context, o.Dim, device", $"Sines and cosines of {context} positions.");
        }
        if (architecture.EmbeddingNorm is { } embeddingNorm) yield return Norm(embeddingNorm, names.EmbeddingNorm, "EmbeddingNormEps");
        yield return new("drop", "Dropout", "o.Dropout", "Drops channels of the embedding while training.");
        foreach (var rotary in model.Rotaries) yield return rotary.Child(model.HeadDim(rotary));
        yield return BlockSequence.Child(model);
        if (architecture.FinalNorm is { } finalNorm) yield return Norm(finalNorm, names.FinalNorm, "FinalNormEps");
        if (architecture.LogitsScaling != 1)
            yield return new(TrunkForward.Scaling, "Multiplier", "1 / o.LogitsScaling", "Divides what the head reads, and so the logits.");

        Child Embedding(string name, string type, string count, int rows, string scale = "") =>
            new(name, type, $"{count}, o.Dim, device{scale}", $"[{rows}, {dim}]: {Parameters(name)}.");
        Child Norm(NormSpec norm, string name, string eps) =>
            Norms.Of(norm, name, model.NormEps(norm, eps), dim, model.ParametersOf(model.InTrunk(name)));
        string Parameters(string name) => DocText.Parameters(model.ParametersOf(model.InTrunk(name)));
    }

    /// <summary>The argument for the factor of embeddings, where it is not √dim alone.</summary>
    private static string Scale(Architecture architecture) =>
        architecture.EmbeddingMultiplier == 1 ? ""
        : architecture.ScaledEmbedding ? ", System.Math.Sqrt(o.Dim) * o.EmbeddingMultiplier"
        : ", o.EmbeddingMultiplier";
}
