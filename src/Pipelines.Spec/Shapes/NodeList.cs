namespace Pipelines.Spec.Shapes;

/// <summary>
/// Collects a model's nodes in order of its forward pass. Each method is one kind of module: its shapes, weights, operations, and
/// what our implementation of it keeps for the backward pass.
/// </summary>
/// <param name="dropout">whether dropout is on: each place that drops keeps a byte an element</param>
internal sealed class NodeList(bool dropout)
{
    private const int Float32 = sizeof(float);
    private readonly List<ModelNode> nodes = [];

    /// <summary>The nodes so far.</summary>
    public EquatableArray<ModelNode> Nodes => new(nodes);

    /// <summary>Says of what <paramref name="add"/> adds that it is the block of this <paramref name="index"/>.</summary>
    public void Block(int index, Action add)
    {
        var first = nodes.Count;
        add();
        for (var i = first; i < nodes.Count; i++) nodes[i] = nodes[i] with { Block = index };
    }

    /// <summary>A row of a table for each id; the rows of <paramref name="rows"/> are tokens or positions.</summary>
    public void Embedding(string name, long rows, int dim, bool drops) => nodes.Add(new(
        name, TensorShape.Ids, TensorShape.Vectors(dim), Weights(name, [rows, dim], bias: null),
        SavedBytes: Mask(drops, dim)));

    /// <summary>
    /// x·Wᵀ + b. Its input is what the node before it keeps; its own output is kept where <paramref name="saved"/> says so: that of a
    /// projection back into the residual stream is not, since addition needs nothing. An adapter may stand beside it unless
    /// <paramref name="fused"/> says that another module multiplies.
    /// </summary>
    public void Linear(
        string name, int from, long to, bool bias, bool saved, bool transposed = false, bool drops = false, bool fused = false) =>
        nodes.Add(new(
        name, TensorShape.Vectors(from), TensorShape.Vectors(to),
        Weights(name, transposed ? [from, to] : [to, from], bias ? to : null),
        LinearFlops: 2L * from * to, Saved: saved ? to : 0, SavedBytes: Mask(drops, to), Projections: fused ? default : new([name])));

    /// <summary>
    /// The logits; a head that is tied owns no matrix. Training makes the gradient of its input with the loss, and keeps that.
    /// </summary>
    public void Head(string name, int dim, long vocab, bool tied, string? bias = null)
    {
        var weights = new List<WeightShape>();
        if (!tied) weights.Add(new($"{name}.weight", new([vocab, dim])));
        if (bias is not null) weights.Add(new(bias, new([vocab])));
        nodes.Add(new(
            name, TensorShape.Vectors(dim), TensorShape.Vectors(vocab), new(weights), LinearFlops: 2L * dim * vocab, Saved: dim));
    }

    /// <summary>A norm; it keeps its input and its output, and LayerNorm the mean and deviation of each token.</summary>
    public void Norm(string name, NormSpec norm, int dim, bool drops = false)
    {
        var centred = norm.Kind == NormKind.LayerNorm;
        nodes.Add(new(
            name, TensorShape.Vectors(dim), TensorShape.Vectors(dim), Weights(name, [dim], centred ? dim : null),
            Saved: 2L * dim, SavedBytes: (centred ? 2 * Float32 : 0) + Mask(drops, dim)));
    }

    /// <summary>An RMSNorm within a mixer, over a width of its own.</summary>
    public void RmsNorm(string name, int width) => nodes.Add(new(
        name, TensorShape.Vectors(width), TensorShape.Vectors(width), Weights(name, [width], bias: null), Saved: 2L * width));

    /// <summary>An RMSNorm of each head's channels, one weight for all heads.</summary>
    public void HeadNorm(string name, int heads, int width)
    {
        var shape = TensorShape.Heads(heads, width);
        nodes.Add(new(name, shape, shape, Weights(name, [width], bias: null), Saved: 2L * heads * width));
    }

    /// <summary>Rotation of queries and keys: linear, so it keeps nothing.</summary>
    public void Rotary(string name, int heads, int width)
    {
        var shape = TensorShape.Heads(heads, width);
        nodes.Add(new(name, shape, shape, default));
    }

    /// <summary>Softmax attention without its T×T matrix: it keeps its output and the log-sum-exp of each head.</summary>
    public void Attention(string name, AttentionSpec attention)
    {
        long width = (long)attention.Heads * attention.HeadDim;
        nodes.Add(new(
            name, TensorShape.Heads(attention.Heads + 2 * attention.KvHeads, attention.HeadDim), TensorShape.Vectors(width),
            attention is { Sinks: true, Cross: false } ? new([new WeightShape($"{name}.sinks", new([attention.Heads]))]) : default,
            ContextFlops: 4 * width, Cached: attention.Causal ? 2L * attention.KvHeads * attention.HeadDim : 0,
            Saved: width, SavedBytes: (long)attention.Heads * Float32, Reach: attention.Window, Ahead: !attention.Causal));
    }

    /// <summary>The same through latents: a token's cache is its latent and one key that turns, whatever the number of heads.</summary>
    public void LatentAttention(string name, LatentAttentionSpec attention)
    {
        long heads = attention.Heads, query = attention.NopeHeadDim + attention.RopeHeadDim;
        nodes.Add(new(
            name, TensorShape.Heads(attention.Heads, (int)query), TensorShape.Vectors(heads * attention.ValueHeadDim), default,
            ContextFlops: 2 * heads * (query + attention.ValueHeadDim), Cached: attention.KvRank + attention.RopeHeadDim,
            Saved: 3 * heads * query, SavedBytes: heads * Float32));
    }

    /// <summary>A causal convolution over each channel alone, then SiLU. Decoding keeps the last taps' inputs.</summary>
    public void Convolution(string name, int channels, int taps, bool bias) => nodes.Add(new(
        name, TensorShape.Vectors(channels), TensorShape.Vectors(channels), Weights(name, [channels, 1, taps], bias ? channels : null),
        LinearFlops: 2L * channels * taps, Saved: channels, StateBytes: (long)(taps - 1) * channels * Float32));

    /// <summary>
    /// A linear recurrence with <paramref name="state"/> numbers for each channel. Three multiplications and additions a number of
    /// state and token: decay, input, output; a chunked pass trades some more of them for matrix products.
    /// </summary>
    public void Recurrence(string name, int channels, int state, IReadOnlyList<WeightShape> weights) => nodes.Add(new(
        name, TensorShape.Vectors(channels), TensorShape.Vectors(channels), new(weights),
        LinearFlops: 6L * channels * state, Saved: 2L * channels, StateBytes: (long)channels * state * Float32));

    /// <summary>An element-wise function of the feed-forward; it keeps its output.</summary>
    public void Activation(string name, int width) =>
        nodes.Add(new(name, TensorShape.Vectors(width), TensorShape.Vectors(width), default, Saved: width));

    /// <summary>Scores of experts, with a bias that balances their load where there is one.</summary>
    public void Router(string name, int dim, int experts, bool bias, bool balanced)
    {
        var weights = new List<WeightShape> { new($"{name}.weight", new([experts, dim])) };
        if (bias) weights.Add(new($"{name}.bias", new([experts])));
        if (balanced) weights.Add(new($"{name}.e_score_correction_bias", new([experts])));
        nodes.Add(new(
            name, TensorShape.Vectors(dim), TensorShape.Vectors(experts), new(weights),
            LinearFlops: 2L * dim * experts, SavedBytes: 2L * experts * Float32));
    }

    /// <summary>SwiGLU experts: all are held, a token computes and keeps those that it was sent to.</summary>
    public void Experts(string name, MoeSpec moe, int dim, ExpertNames names)
    {
        long expert = 3L * dim * moe.Hidden, biases = moe.Bias ? 2L * moe.Hidden + dim : 0;
        nodes.Add(new(
            name, TensorShape.Vectors(dim), TensorShape.Vectors(dim),
            new(Enumerable.Range(0, moe.Experts).SelectMany(i => new[]
            {
                Weights($"{name}.{i}.{names.Gate}", [moe.Hidden, dim], moe.Bias ? moe.Hidden : null),
                Weights($"{name}.{i}.{names.Up}", [moe.Hidden, dim], moe.Bias ? moe.Hidden : null),
                Weights($"{name}.{i}.{names.Down}", [dim, moe.Hidden], moe.Bias ? dim : null),
            }.SelectMany(weights => weights))),
            LinearFlops: 2 * moe.TopK * expert, Saved: moe.TopK * (2L * dim + 3L * moe.Hidden), SavedBytes: Mask(true, dim),
            Idle: (moe.Experts - moe.TopK) * (expert + biases),
            Projections: new(Enumerable.Range(0, moe.Experts).SelectMany(i =>
                new[] { names.Gate, names.Up, names.Down }.Select(projection => $"{name}.{i}.{projection}")))));
    }

    /// <summary>A class of the user's own, of which only its number of weights is known: two operations for each are assumed.</summary>
    public void Own(string name, long weights, int dim) => nodes.Add(new(
        name, TensorShape.Vectors(dim), TensorShape.Vectors(dim), new([new WeightShape(name, new([weights]))]),
        LinearFlops: 2 * weights, Saved: 2L * dim));

    private long Mask(bool drops, long width) => dropout && drops ? width : 0;

    private static EquatableArray<WeightShape> Weights(string name, long[] sizes, long? bias)
    {
        var weight = new WeightShape($"{name}.weight", new(sizes));
        return new(bias is { } width ? [weight, new WeightShape($"{name}.bias", new([width]))] : [weight]);
    }
}
