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

    /// <summary>A row of a table for each id; the rows of <paramref name="rows"/> are tokens or positions.</summary>
    public void Embedding(string name, long rows, int dim, bool drops) => nodes.Add(new(
        name, TensorShape.Ids, TensorShape.Vectors(dim), Weights(name, [rows, dim], bias: null),
        SavedBytes: Mask(drops, dim)));

    /// <summary>
    /// x·Wᵀ + b. Its input is what the node before it keeps; its own output is kept where <paramref name="saved"/> says so: that of a
    /// projection back into the residual stream is not, since addition needs nothing.
    /// </summary>
    public void Linear(string name, int from, long to, bool bias, bool saved, bool transposed = false, bool drops = false) => nodes.Add(new(
        name, TensorShape.Vectors(from), TensorShape.Vectors(to),
        Weights(name, transposed ? [from, to] : [to, from], bias ? to : null),
        LinearFlops: 2L * from * to, Saved: saved ? to : 0, SavedBytes: Mask(drops, to)));

    /// <summary>
    /// The logits; a head that is tied owns no weights. Training makes the gradient of its input with the loss, and keeps that.
    /// </summary>
    public void Head(string name, int dim, long vocab, bool tied) => nodes.Add(new(
        name, TensorShape.Vectors(dim), TensorShape.Vectors(vocab), tied ? default : Weights(name, [vocab, dim], bias: null),
        LinearFlops: 2L * dim * vocab, Saved: dim));

    /// <summary>A norm; it keeps its input and its output, and LayerNorm the mean and deviation of each token.</summary>
    public void Norm(string name, NormSpec norm, int dim)
    {
        var centred = norm.Kind == NormKind.LayerNorm;
        nodes.Add(new(
            name, TensorShape.Vectors(dim), TensorShape.Vectors(dim), Weights(name, [dim], centred ? dim : null),
            Saved: 2L * dim, SavedBytes: centred ? 2 * Float32 : 0));
    }

    /// <summary>Rotation of queries and keys in place: linear, so it keeps nothing.</summary>
    public void Rotary(string name, AttentionSpec attention)
    {
        var shape = TensorShape.Heads(attention.Heads + attention.KvHeads, attention.HeadDim);
        nodes.Add(new(name, shape, shape, default));
    }

    /// <summary>Causal softmax attention without its T×T matrix: it keeps its output and the log-sum-exp of each head.</summary>
    public void Attention(string name, AttentionSpec attention)
    {
        long width = (long)attention.Heads * attention.HeadDim;
        nodes.Add(new(
            name, TensorShape.Heads(attention.Heads + 2 * attention.KvHeads, attention.HeadDim), TensorShape.Vectors(width), default,
            ContextFlops: 4 * width, Cached: 2L * attention.KvHeads * attention.HeadDim,
            Saved: width, SavedBytes: (long)attention.Heads * Float32));
    }

    /// <summary>An element-wise function of the feed-forward; it keeps its output.</summary>
    public void Activation(string name, int width) =>
        nodes.Add(new(name, TensorShape.Vectors(width), TensorShape.Vectors(width), default, Saved: width));

    private long Mask(bool drops, long width) => dropout && drops ? width : 0;

    private static EquatableArray<WeightShape> Weights(string name, long[] sizes, long? bias)
    {
        var weight = new WeightShape($"{name}.weight", new(sizes));
        return new(bias is { } width ? [weight, new WeightShape($"{name}.bias", new([width]))] : [weight]);
    }
}
