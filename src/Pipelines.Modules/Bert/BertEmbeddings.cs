using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// Word, position and type of each token, summed and normalised (Devlin et al. 2019, figure 2). Every token is of type 0. Names
/// are those of BERT's checkpoints.
/// </summary>
public class BertEmbeddings : SequenceLayer
{
    private readonly Dropout drop;

    /// <param name="vocab">tokens</param>
    /// <param name="context">most positions</param>
    /// <param name="types">types of tokens</param>
    /// <param name="dim">channels</param>
    /// <param name="normEps">added under the root of the norm</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public BertEmbeddings(int vocab, int context, int types, int dim, double normEps, double dropout = 0, Device? device = null)
        : base(nameof(BertEmbeddings))
    {
        word_embeddings = this.Register("word_embeddings", new Embedding(vocab, dim, device));
        position_embeddings = this.Register("position_embeddings", new PositionEmbedding(context, dim, device));
        token_type_embeddings = this.Register("token_type_embeddings", new Embedding(types, dim, device));
        LayerNorm = this.Register("LayerNorm", new LayerNorm(dim, normEps, device));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[vocab, dim].</summary>
    public readonly Embedding word_embeddings;

    /// <summary>[context, dim].</summary>
    public readonly PositionEmbedding position_embeddings;

    /// <summary>[types, dim].</summary>
    public readonly Embedding token_type_embeddings;

    /// <summary>[dim], with bias.</summary>
    public readonly LayerNorm LayerNorm;

    /// <param name="ids">token ids, [batch, time], int64, each below vocab</param>
    /// <param name="pass">the compute type</param>
    /// <returns>[batch, time, dim] in the compute type</returns>
    public override Tensor forward(Tensor ids, Pass pass)
    {
        var words = word_embeddings.call(ids);                             // [batch, time, dim]
        var placed = position_embeddings.call(words, pass).Freeing(words);
        using var type = token_type_embeddings.weight.select(0, 0);        // [dim]
        var typed = (placed + type).Freeing(placed);
        return drop.call(pass.Cast(LayerNorm.call(typed).Freeing(typed)));
    }
}
