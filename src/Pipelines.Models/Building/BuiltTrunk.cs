using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>Everything below the head: embeddings, blocks, final norm. [batch, time] → [batch, time, dim].</summary>
internal sealed class BuiltTrunk : SequenceLayer
{
    private readonly Embedding? words;
    private readonly ScaledEmbedding? scaledWords;
    private readonly SequenceLayer? positions;
    private readonly BuiltNorm? embeddingNorm, finalNorm;
    private readonly Multiplier? scaling;
    private readonly Dropout drop;
    private readonly BlockList<BuiltBlock> layers;

    public BuiltTrunk(ModelSpec spec, int vocab, Device? device)
        : base(nameof(BuiltTrunk))
    {
        var (architecture, names) = (spec.Architecture, CheckpointNames.Of(spec.Family));
        int dim = architecture.Dim, context = architecture.Context;
        if (architecture.ScalesEmbedding)
            scaledWords = this.Register(names.Tokens, new ScaledEmbedding(vocab, dim, device, architecture.EmbeddingScale));
        else words = this.Register(names.Tokens, new Embedding(vocab, dim, device));
        positions = architecture.Positions switch
        {
            NoPositions => null,
            LearnedPositions => this.Register(names.Positions, new PositionEmbedding(context, dim, device)),
            SinusoidalPositions => this.Register(names.Positions, new SinusoidalEmbedding(context, dim, device)),
            _ => throw new NotSupportedException($"{architecture.Positions.Word} cannot be built"),
        };
        if (architecture.EmbeddingNorm is { } embedding) embeddingNorm = BuiltNorm.In(this, names.EmbeddingNorm, embedding, dim, device);
        drop = this.Register("drop", new Dropout(architecture.Dropout));
        var site = new PartSite(names, architecture, new Rotaries(this, context), device);
        layers = this.Register(names.Layers, new BlockList<BuiltBlock>(architecture.Blocks.Select(block => new BuiltBlock(block, site))));
        if (architecture.FinalNorm is { } final) finalNorm = BuiltNorm.In(this, names.FinalNorm, final, dim, device);
        if (architecture.LogitsScaling != 1) scaling = this.Register("scaling", new Multiplier(1 / architecture.LogitsScaling));
    }

    /// <summary>[vocab, dim].</summary>
    public Tensor EmbeddingWeight => words?.weight ?? scaledWords!.weight;

    /// <inheritdoc/>
    public override Tensor forward(Tensor ids, Pass pass)
    {
        var x = words?.call(ids) ?? scaledWords!.call(ids, pass);                     // [batch, time, dim]
        if (positions is not null) x = positions.call(x, pass).Freeing(x);
        if (embeddingNorm is { } first) x = first.call(x).Freeing(x);
        x = drop.call(pass.Cast(x));
        foreach (var layer in layers) x = pass.Through(layer, x);
        if (finalNorm is { } last) x = last.call(x).Freeing(x);
        return scaling is null ? x : scaling.call(x);
    }
}
