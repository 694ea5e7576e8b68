using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// A model of text: what training and serving see of it. A model itself gives two things, its trunk and the weight of its
/// head; whole sequences, losses and logits all go through that one trunk.
/// </summary>
public abstract class LanguageModel : nn.Module<Tensor, Tensor>
{
    private ScalarType computeType = ScalarType.Float32;
    private readonly List<IDisposable> owned = [];
    private double embeddingNoise;

    /// <param name="name">its class's name</param>
    /// <param name="shape">its sizes</param>
    /// <param name="logitSoftcap">c in c · tanh(logit / c) (Gemma team 2024, section 2); 0 for none</param>
    private protected LanguageModel(string name, DecoderShape shape, double logitSoftcap)
        : base(name) => (Shape, LogitSoftcap) = (shape, logitSoftcap);

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
    /// <exception cref="InvalidOperationException">it is packed: <see cref="PackedHead"/> has it</exception>
    public abstract Tensor HeadWeight { get; }

    /// <summary>The weight of the head where it is packed, [vocab, dim]; null where it is <see cref="HeadWeight"/>.</summary>
    public PackedWeight? PackedHead { get; internal set; }

    /// <summary>Where its parameters live, and its inputs are expected.</summary>
    public Device Device => PackedHead is null ? HeadWeight.device : CPU;

    /// <summary>The bias of the head, [vocab], or null.</summary>
    public virtual Tensor? HeadBias => null;

    /// <summary>c in c · tanh(logit / c), which the logits go through; 0 for none.</summary>
    public double LogitSoftcap { get; }

    /// <summary>
    /// Whether blocks keep nothing of a training step but their input, and compute their activations again in the backward pass: a third
    /// more time for a fraction of the memory, and the same gradients. Blocks with experts keep theirs.
    /// </summary>
    public bool Recompute { get; set; }

    /// <summary>
    /// α of the noise that is added to the embeddings of tokens while training, uniform(−1, 1) · α / √(time · dim), so that a model learns
    /// less of its examples by heart (NEFTune: Jain et al., arXiv:2310.05914); 0 for none. Time is that of a row, whatever it holds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">it is negative</exception>
    public double EmbeddingNoise
    {
        get => embeddingNoise;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            embeddingNoise = value;
            foreach (var part in modules())
                if (part is INoisyEmbedding embedding) embedding.Noise = value;
        }
    }

    /// <summary>
    /// How the tokens of the last pass with gradients in training were routed to experts; null before it, and where nothing is routed.
    /// </summary>
    public RoutingLog? Routing { get; private set; }

    /// <summary>From tokens to what the head reads: embedding, blocks, final norm.</summary>
    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <param name="pass">what came before, and the compute type</param>
    /// <returns>[batch, time, dim] in the compute type</returns>
    protected abstract Tensor trunk(Tensor ids, Pass pass);

    /// <summary>
    /// Hidden states of whole sequences after the final norm. While training, what their routing costs is for
    /// <see cref="TakeAuxiliaryLoss"/>.
    /// </summary>
    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <param name="segments">
    /// which segment each token belongs to, [batch, time], int64: attention stays within a segment, be it one of several texts in a
    /// row or the padding behind one; null when a row is one text
    /// </param>
    /// <returns>[batch, time, dim] in the compute type</returns>
    /// <exception cref="ArgumentException">the shape is another, or the sequence is longer than the context</exception>
    public Tensor hidden(Tensor ids, Tensor? segments = null)
    {
        if (!training || !is_grad_enabled()) return Hidden(ids, segments, null);
        var routing = new RoutingLog();
        var h = Hidden(ids, segments, routing);
        Keep(routing);
        return h;
    }

    /// <summary>
    /// The auxiliary losses of the layers that routed tokens in the last <see cref="hidden"/> or <see cref="log_probs"/> of training, for
    /// a loss made of those: what is added to its mean over terms. A scalar with gradient, which the caller disposes; null where there is
    /// none, or it was taken.
    /// </summary>
    public Tensor? TakeAuxiliaryLoss() => Routing?.TakeAuxiliaryLoss();

    /// <summary>One vector for each text.</summary>
    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <param name="segments">
    /// 1 where a token counts and 0 where it is padding behind them, [batch, time], int64; all count when null
    /// </param>
    /// <param name="pooling">how the vectors of its tokens become one</param>
    /// <returns>[batch, dim], float32</returns>
    /// <exception cref="ArgumentException">a shape is another, or the sequence is longer than the context</exception>
    public Tensor embed(Tensor ids, Tensor? segments = null, Pooling pooling = Pooling.Mean)
    {
        using var scope = torch.NewDisposeScope();
        var h = hidden(ids, segments).to_type(ScalarType.Float32);             // [batch, time, dim]
        return TextVectors.Of(h, segments, pooling).MoveToOuterDisposeScope();
    }

    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <returns>logits of each place, [batch, time, vocab], float32</returns>
    /// <exception cref="ArgumentException">the shape is another, or the sequence is longer than the context</exception>
    public override Tensor forward(Tensor ids) => Logits(hidden(ids));

    /// <summary>
    /// The training loss, without the logits ever being whole in memory. While training, the auxiliary losses of layers that
    /// route tokens are added, each once for every target that counts.
    /// </summary>
    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <param name="targets">the token that each place should give, [batch, time], int64; −100 where none counts</param>
    /// <param name="segments">which segment each token belongs to, [batch, time], int64; see <see cref="hidden"/></param>
    /// <returns>the sum of −log p(target) over the targets that count: a scalar, float32, in nats</returns>
    /// <exception cref="ArgumentException">a shape is another, or the sequence is longer than the context</exception>
    public Tensor loss(Tensor ids, Tensor targets, Tensor? segments = null)
    {
        RequireShapeOf(ids, targets, nameof(targets));
        var routing = training ? new RoutingLog() : null;
        var h = Hidden(ids, segments, routing);                // [batch, time, dim]
        using var rows = h.reshape(-1, Shape.Dim).Freeing(h);  // [batch · time, dim]
        using var flat = targets.reshape(-1);                  // [batch · time]
        var loss = CrossEntropy(rows, flat);
        return routing is { IsEmpty: false } ? WithAuxiliaryLoss(loss, flat, routing) : loss;
    }

    /// <summary>
    /// How likely the model finds each target, and how undecided it is there, without the logits ever being whole in memory. While
    /// training, what routing costs is for <see cref="TakeAuxiliaryLoss"/>.
    /// </summary>
    /// <param name="ids">token ids, [batch, time], int64</param>
    /// <param name="targets">the token that each place should give, [batch, time], int64; −100 where none counts</param>
    /// <param name="segments">which segment each token belongs to, [batch, time], int64; see <see cref="hidden"/></param>
    /// <returns>
    /// log p(target), with gradient, and the entropy −Σ p · log p over the vocabulary, without; [batch, time] each, float32, in nats,
    /// 0 where no target counts
    /// </returns>
    /// <exception cref="ArgumentException">a shape is another, or the sequence is longer than the context</exception>
    public (Tensor LogProbs, Tensor Entropy) log_probs(Tensor ids, Tensor targets, Tensor? segments = null)
    {
        RequireShapeOf(ids, targets, nameof(targets));
        var h = hidden(ids, segments);                         // [batch, time, dim]
        using var rows = h.reshape(-1, Shape.Dim).Freeing(h);  // [batch · time, dim]
        using var flat = targets.reshape(-1);                  // [batch · time]
        var (logs, entropies) = LogProbs(rows, flat);          // [batch · time]
        return (logs.view_as(targets).Freeing(logs), entropies.view_as(targets).Freeing(entropies));
    }

    /// <summary>What the head makes of hidden states, such as chosen rows of <see cref="hidden"/>.</summary>
    /// <param name="h">after the final norm, […, dim]</param>
    /// <returns>[…, vocab], float32</returns>
    public Tensor logits(Tensor h) => Logits(h.alias());

    /// <summary>Lets something end with the model, such as the file in whose map packed weights lie.</summary>
    public void Own(IDisposable thing) => owned.Add(thing);

    /// <summary>
    /// Gives every part fresh weights: normal(0, <paramref name="std"/>), and for projections into the residual stream, of
    /// which each block has two, that over √(2 · layers) (Radford et al. 2019, section 2.3). Does nothing within
    /// <see cref="FreshWeights.Skip"/>.
    /// </summary>
    protected void Initialize(double std)
    {
        if (FreshWeights.AreSkipped) return;
        var residualStd = std / Math.Sqrt(2.0 * Shape.Layers);
        using var untracked = torch.no_grad();
        foreach (var part in modules())
            if (part is IFreshWeights fresh) fresh.Refresh(std, residualStd);
    }

    /// <summary>Nothing is left to register.</summary>
    protected sealed override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Routing?.Dispose();
        base.Dispose(disposing);
        if (disposing) owned.ForEach(thing => thing.Dispose());
    }

    /// <summary>Logits of hidden states, […, dim] → […, vocab], float32. Takes <paramref name="h"/>.</summary>
    private protected virtual Tensor Logits(Tensor h)
    {
        var product = (PackedHead?.Product(h, HeadBias) ?? Fused.linear(h, HeadWeight, HeadBias)).Freeing(h);
        var logits = product.dtype == ScalarType.Float32 ? product : product.to_type(ScalarType.Float32).Freeing(product);
        if (LogitSoftcap == 0) return logits;
        using var scope = torch.NewDisposeScope();
        return ((logits / LogitSoftcap).tanh() * LogitSoftcap).MoveToOuterDisposeScope().Freeing(logits);
    }

    /// <summary>The summed loss of hidden states [tokens, dim] for targets [tokens].</summary>
    private protected virtual Tensor CrossEntropy(Tensor rows, Tensor targets) => PackedHead is { } packed
        ? PackedLikelihood.CrossEntropy(rows, packed, targets, LogitSoftcap, HeadBias)
        : Fused.linear_cross_entropy(rows, HeadWeight, targets, softcap: LogitSoftcap, bias: HeadBias);

    /// <summary>log p(target) and entropy of hidden states [tokens, dim] for targets [tokens]: [tokens] each.</summary>
    private protected virtual (Tensor Logs, Tensor Entropies) LogProbs(Tensor rows, Tensor targets) => PackedHead is { } packed
        ? PackedLikelihood.LogProbs(rows, packed, targets, LogitSoftcap, HeadBias)
        : Fused.linear_log_prob(rows, HeadWeight, targets, LogitSoftcap, HeadBias);

    /// <summary>Refuses ids that are no whole batch of at most <paramref name="most"/> tokens each.</summary>
    /// <param name="ids">[batch, time], int64</param>
    /// <param name="past">tokens that were read before</param>
    /// <param name="most">most tokens, those read before included</param>
    /// <returns>time</returns>
    private protected static int RequireSequence(Tensor ids, int past, int most)
    {
        var shape = ids.shape;
        if (shape.Length != 2 || shape[1] == 0 || ids.dtype != ScalarType.Int64)
            throw new ArgumentException($"ids are {ids.dtype} [{string.Join(", ", shape)}]; expected Int64 [batch, time]", nameof(ids));
        if (past + shape[1] > most)
            throw new ArgumentException($"the sequence would have {past + shape[1]} tokens; at most {most} fit", nameof(ids));
        return (int)shape[1];
    }

    private Tensor Hidden(Tensor ids, Tensor? segments, RoutingLog? routing)
    {
        RequireSequence(ids, past: 0, Shape.Context);
        if (segments is not null) RequireShapeOf(ids, segments, nameof(segments));
        return trunk(ids, new Pass(ComputeType, Segments: segments, Routing: routing, Recompute: Recompute));
    }

    private Tensor WithAuxiliaryLoss(Tensor loss, Tensor targets, RoutingLog routing)
    {
        Keep(routing);
        if (routing.TakeAuxiliaryLoss() is not { } auxiliary) return loss;
        using var counts = targets != -100;
        using var terms = counts.sum();
        using var added = (auxiliary * terms).Freeing(auxiliary);
        return (loss + added).Freeing(loss);
    }

    /// <summary>Takes the log of a pass in place of that of the one before.</summary>
    private void Keep(RoutingLog routing)
    {
        Routing?.Dispose();
        Routing = routing.IsEmpty ? null : routing;
    }

    private static void RequireShapeOf(Tensor ids, Tensor given, string name)
    {
        if (!given.shape.SequenceEqual(ids.shape))
            throw new ArgumentException($"{name} are [{string.Join(", ", given.shape)}] for ids of [{string.Join(", ", ids.shape)}]", name);
    }
}
