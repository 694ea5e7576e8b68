using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// A causal language model: what training, generation and serving see of it. A model itself gives two things, its trunk and
/// the weight of its head; whole sequences, losses and cached decoding all go through that one trunk.
/// </summary>
public abstract class Decoder : nn.Module<Tensor, Tensor>
{
    private ScalarType computeType = ScalarType.Float32;

    /// <param name="name">its class's name</param>
    /// <param name="shape">its sizes</param>
    protected Decoder(string name, DecoderShape shape)
        : base(name) => Shape = shape;

    /// <summary>Its sizes.</summary>
    public DecoderShape Shape { get; }

    /// <summary>
    /// The type of the activations, float32 or bfloat16. Parameters are float32 whichever it is, and logits and losses too.
    /// </summary>
    /// <exception cref="ArgumentException">another type</exception>
    public ScalarType ComputeType
    {
        get => computeType;
        set => computeType = value is ScalarType.Float32 or ScalarType.BFloat16
            ? value
            : throw new ArgumentException($"a model computes in Float32 or BFloat16, not in {value}", nameof(value));
    }

    /// <summary>The weight of the head, [vocab, dim]; the embedding's when they are tied.</summary>
    public abstract Tensor HeadWeight { get; }

    /// <summary>From tokens to what the head reads: embedding, blocks, final norm.</summary>
    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <param name="pass">what came before, and the compute type</param>
    /// <returns>[batch, time, dim] in the compute type</returns>
    protected abstract Tensor trunk(Tensor ids, Pass pass);

    /// <summary>
    /// Hidden states after the final norm. With a <paramref name="state"/>, <paramref name="ids"/> goes on where the state
    /// ends, the state grows by it, and nothing is recorded for a backward pass.
    /// </summary>
    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <returns>[batch, time, dim] in the compute type</returns>
    /// <exception cref="ArgumentException">the shape is another, or the sequence is longer than the context</exception>
    public Tensor hidden(Tensor ids, DecodeState? state = null)
    {
        var time = RequireSequence(ids, state);
        if (state is null) return trunk(ids, new Pass(ComputeType));

        using var inference = torch.no_grad();
        var result = trunk(ids, new Pass(ComputeType, state));
        state.Advance(time);
        return result;
    }

    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <returns>logits of the next token after each, [batch, time, vocab], float32</returns>
    /// <exception cref="ArgumentException">the shape is another, or the sequence is longer than the context</exception>
    public override Tensor forward(Tensor ids) => Logits(hidden(ids));

    /// <summary>The training loss, without the logits ever being whole in memory.</summary>
    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <param name="targets">the token that follows each, [batch, time], int64; −100 where none counts</param>
    /// <returns>the sum of −log p(target) over the targets that count: a scalar, float32, in nats</returns>
    /// <exception cref="ArgumentException">the shape is another, or the sequence is longer than the context</exception>
    public Tensor loss(Tensor ids, Tensor targets)
    {
        if (!targets.shape.SequenceEqual(ids.shape))
            throw new ArgumentException($"targets are [{string.Join(", ", targets.shape)}] for ids of [{string.Join(", ", ids.shape)}]");
        var h = hidden(ids);                                   // [batch, time, dim]
        using var rows = h.reshape(-1, Shape.Dim).Freeing(h);  // [batch · time, dim]
        using var flat = targets.reshape(-1);                  // [batch · time]
        return Fused.linear_cross_entropy(rows, HeadWeight, flat);
    }

    /// <summary>An empty state for decoding <paramref name="batch"/> sequences of up to <paramref name="capacity"/> tokens.</summary>
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

    /// <summary>
    /// Gives every part fresh weights: normal(0, <paramref name="std"/>), and for projections into the residual stream, of
    /// which each block has two, that over √(2 · layers) (Radford et al. 2019, section 2.3).
    /// </summary>
    protected void Initialize(double std)
    {
        var residualStd = std / Math.Sqrt(2.0 * Shape.Layers);
        using var untracked = torch.no_grad();
        foreach (var part in modules())
            if (part is IFreshWeights fresh) fresh.Refresh(std, residualStd);
    }

    /// <summary>Nothing is left to register.</summary>
    protected sealed override void RegisterComponents()
    {
    }

    /// <summary>Takes <paramref name="h"/>, […, dim].</summary>
    private Tensor Logits(Tensor h)
    {
        var logits = Fused.linear(h, HeadWeight).Freeing(h);
        return logits.dtype == ScalarType.Float32 ? logits : logits.to_type(ScalarType.Float32).Freeing(logits);
    }

    private int RequireSequence(Tensor ids, DecodeState? state)
    {
        var shape = ids.shape;
        if (shape.Length != 2 || shape[1] == 0 || ids.dtype != ScalarType.Int64)
            throw new ArgumentException($"ids are {ids.dtype} [{string.Join(", ", shape)}]; expected Int64 [batch, time]", nameof(ids));
        if (state is not null && shape[0] != state.Batch)
            throw new ArgumentException($"ids have {shape[0]} sequences; the state was made for {state.Batch}", nameof(ids));
        var most = state?.Capacity ?? Shape.Context;
        var length = (state?.Length ?? 0) + shape[1];
        if (length > most)
            throw new ArgumentException($"the sequence would have {length} tokens; at most {most} fit", nameof(ids));
        return (int)shape[1];
    }
}
