using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>A causal language model: each place gives the next token, and a sequence can be read in steps.</summary>
public abstract class Decoder : LanguageModel
{
    /// <param name="name">its class's name</param>
    /// <param name="shape">its sizes</param>
    /// <param name="logitSoftcap">c in c · tanh(logit / c), which the logits go through; 0 for none</param>
    protected Decoder(string name, DecoderShape shape, double logitSoftcap = 0)
        : base(name, shape, logitSoftcap)
    {
    }

    /// <summary>
    /// Hidden states after the final norm of tokens that go on where <paramref name="state"/> ends. The state grows by them, and
    /// nothing is recorded for a backward pass.
    /// </summary>
    /// <param name="ids">new token ids, [batch, new], int64</param>
    /// <param name="state">what was read before</param>
    /// <returns>[batch, new, dim] in the compute type</returns>
    /// <exception cref="ArgumentException">the shape is another, or the state has no room left</exception>
    public Tensor hidden(Tensor ids, DecodeState state)
    {
        var time = RequireSequence(ids, state.Length, state.Capacity);
        if (ids.shape[0] != state.Batch)
            throw new ArgumentException($"ids have {ids.shape[0]} sequences; the state was made for {state.Batch}", nameof(ids));
        using var inference = torch.no_grad();
        var result = trunk(ids, new Pass(ComputeType, state));
        state.Advance(time);
        return result;
    }

    /// <summary>An empty state for decoding <paramref name="batch"/> sequences of up to <paramref name="capacity"/> tokens.</summary>
    /// <param name="batch">sequences, read in step</param>
    /// <param name="capacity">the model's context when null</param>
    /// <exception cref="ArgumentOutOfRangeException">no sequence, no token, or more tokens than the context</exception>
    public DecodeState NewState(int batch, int? capacity = null)
    {
        var tokens = capacity ?? Shape.Context;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, Shape.Context, nameof(capacity));
        return new DecodeState(batch, tokens);
    }

    /// <summary>One step of cached decoding: reads <paramref name="ids"/>, a prompt or the token chosen last, into the state.</summary>
    /// <param name="ids">new token ids, [batch, new], int64</param>
    /// <param name="state">grows by them</param>
    /// <returns>logits of the token that follows the last, [batch, vocab], float32</returns>
    /// <exception cref="ArgumentException">the shape is another, or the state has no room left</exception>
    public Tensor decode(Tensor ids, DecodeState state)
    {
        using var inference = torch.no_grad();
        var h = hidden(ids, state);                 // [batch, new, dim]
        return Logits(h.select(1, -1).Freeing(h));  // [batch, vocab]
    }
}
