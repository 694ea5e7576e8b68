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
