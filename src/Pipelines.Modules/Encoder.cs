using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// A model that reads a text in both directions: it fills in masked tokens (Devlin et al. 2019) and makes one vector of a text.
/// </summary>
public abstract class Encoder : LanguageModel
{
    /// <param name="name">its class's name</param>
    /// <param name="shape">its sizes</param>
    /// <param name="logitSoftcap">c in c · tanh(logit / c), which the logits go through; 0 for none</param>
    protected Encoder(string name, DecoderShape shape, double logitSoftcap = 0)
        : base(name, shape, logitSoftcap)
    {
    }

    /// <summary>What the head does before its product with <see cref="LanguageModel.HeadWeight"/>; nothing unless overridden.</summary>
    /// <param name="h">hidden states, […, dim]; taken: disposed unless it is the result</param>
    /// <returns>[…, dim]</returns>
    protected virtual Tensor head(Tensor h) => h;

    /// <summary>One vector for each text.</summary>
    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <param name="segments">1 where a token counts and 0 where it is padding, [batch, time], int64; all count when null</param>
    /// <param name="pooling">how the vectors of its tokens become one</param>
    /// <returns>[batch, dim], float32</returns>
    /// <exception cref="ArgumentException">a shape is another, or the sequence is longer than the context</exception>
    public Tensor embed(Tensor ids, Tensor? segments = null, Pooling pooling = Pooling.Mean)
    {
        using var scope = torch.NewDisposeScope();
        var h = hidden(ids, segments).to_type(ScalarType.Float32);             // [batch, time, dim]
        if (pooling == Pooling.Cls) return h.select(1, 0).MoveToOuterDisposeScope();
        if (segments is null) return h.mean([1]).MoveToOuterDisposeScope();
        var counts = segments.ne(0).to_type(ScalarType.Float32).unsqueeze(2);  // [batch, time, 1]
        return ((h * counts).sum(1) / counts.sum(1)).MoveToOuterDisposeScope();
    }

    private protected sealed override Tensor Logits(Tensor h) => base.Logits(head(h));

    /// <summary>Only the places whose targets count go through the head.</summary>
    private protected sealed override Tensor CrossEntropy(Tensor rows, Tensor targets)
    {
        using var scope = torch.NewDisposeScope();
        var places = targets.ne(-100).nonzero().squeeze(1);    // [masked]
        var read = head(rows.index_select(0, places));         // [masked, dim]
        var wanted = targets.index_select(0, places);          // [masked]
        return base.CrossEntropy(read, wanted).MoveToOuterDisposeScope();
    }

    private protected sealed override (Tensor Logs, Tensor Entropies) LogProbs(Tensor rows, Tensor targets)
    {
        using var read = head(rows.alias());
        return base.LogProbs(read, targets);
    }
}
