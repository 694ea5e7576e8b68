using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>
/// What BERT's checkpoints put together in their own way: the embeddings with their norm, an encoder around the list of blocks, blocks
/// whose norms are inside the parts that they follow, and a head with a transform.
/// </summary>
internal static class BertEmitter
{
    /// <summary>The head's field.</summary>
    public const string Head = "cls";

    /// <summary>Attention with the sum and norm that follow it.</summary>
    public static Part Attention(AttentionSpec attention, PartSite site)
    {
        if (attention is not { QkvBias: true, OutBias: true, Causal: false, Rope: null } || attention.KvHeads != attention.Heads)
            throw new NotSupportedException("BERT's checkpoints hold attention in both directions, with biases, without rotary positions");
        var sizes = site.Sizes;
        var heads = sizes.Whole(
            "Heads", "Attention", attention.Heads, "attention.Heads", """attention heads; divides <paramref name="Dim"/>""");
        var words = $"{attention.Heads} × {attention.HeadDim}";
        return new(
            "BertAttention",
            $"o.Dim, {heads}, {site.NormEps}, o.Dropout, device",
            $"q, k, v {site.Dim} → {words}; out {words} → {site.Dim}, with biases; norm of the sum",
            $"attention in both directions {words}")
        {
            Stem = "Attention",
            Local = AttentionEmitter.Local,
        };
    }

    /// <summary>The children of a block.</summary>
    public static Child[] BlockChildren(ModelView model, BlockView block)
    {
        if (block is not { Mixer: { } mixer, Spec: { FeedForward: MlpSpec { Bias: true } mlp, Norm.Kind: NormKind.LayerNorm } })
            throw new NotSupportedException("BERT's checkpoints hold attention, an MLP with biases, and LayerNorms in every block");
        var (dim, name, record) = (model.Architecture.Dim, model.Block(block), model.Uniform ? "o" : "s");
        var function = mlp.Activation == Activation.Gelu ? "" : $", {MlpEmitter.Function(mlp.Activation)}";
        return
        [
            mixer.As("attention", model.ParametersOf($"{name}.attention")),
            new("intermediate", "BertIntermediate", $"o.Dim, {record}.Hidden, device{function}",
                $"{dim} → {mlp.Hidden}, with bias: {DocText.Parameters(model.ParametersOf($"{name}.intermediate"))}."),
            new("output", "BertOutput", $"{record}.Hidden, o.Dim, {block.NormEps}, o.Dropout, device",
                $"{mlp.Hidden} → {dim}, with bias; norm of the sum: {DocText.Parameters(model.ParametersOf($"{name}.output"))}."),
        ];
    }

    /// <summary>The statements of a block's forward pass.</summary>
    public static (string Code, string Comment)[] BlockForward(BlockView block, int dim) =>
    [
        ("var a = attention.call(x, pass);", $"[batch, time, {dim}]"),
        ("var m = intermediate.call(a);", $"[batch, time, {block.Spec.FeedForward.Hidden}]"),
        ("return output.call(m, a).Freeing(m, a);", $"[batch, time, {dim}]"),
    ];

    /// <summary>The children of the trunk.</summary>
    public static IEnumerable<Child> TrunkChildren(ModelView model)
    {
        var (names, architecture) = (model.Names, model.Architecture);
        if (!model.Uniform || architecture.EmbeddingNorm is not { Kind: NormKind.LayerNorm } norm)
            throw new NotSupportedException("BERT's checkpoints hold equal blocks, and a LayerNorm of the embeddings");
        var list = BlockSequence.Child(model);
        yield return new(
            "embeddings", "BertEmbeddings",
            $"o.Vocab, o.Context, o.TokenTypes, o.Dim, {model.NormEps(norm, "EmbeddingNormEps")}, o.Dropout, device",
            $"Words, positions and types of tokens, and their norm: {DocText.Parameters(model.ParametersOf(model.InTrunk("embeddings")))}.");
        yield return new("encoder", "BertEncoder<Block>", list.Arguments, list.Summary);
    }

    /// <summary>The statements of the trunk's forward pass.</summary>
    public static (string Code, string Comment)[] TrunkForward(ModelView model)
    {
        var shape = $"[batch, time, {model.Architecture.Dim}]";
        return [("var x = embeddings.call(ids, pass);", shape), ("return encoder.call(x, pass);", shape)];
    }

    /// <summary>The head: a transform before the product with the embedding, and a bias after it.</summary>
    public static Child HeadChild(ModelView model)
    {
        if (!model.Architecture.TiedEmbeddings) throw new NotSupportedException("BERT's head is tied to the embedding");
        var parameters = model.ParametersOf("cls");
        return new(
            Head, "BertHead", "options.Vocab, options.Dim, options.NormEps, device",
            $"norm(gelu(dense(h))) before the product, and its bias: {DocText.Parameters(parameters)}.");
    }
}
