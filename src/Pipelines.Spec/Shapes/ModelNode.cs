namespace Pipelines.Spec;

/// <summary>One module of a model, as shape inference sees it.</summary>
/// <param name="Name">its dotted name in the checkpoint</param>
/// <param name="Input">what it takes</param>
/// <param name="Output">what it gives</param>
/// <param name="Weights">the tensors that it owns, in checkpoint order</param>
/// <param name="LinearFlops">operations a token whatever the context: two for each weight of a product</param>
/// <param name="ContextFlops">operations a token for each token that it looks back at</param>
/// <param name="Cached">numbers that one token adds to the decoding cache</param>
/// <param name="Saved">numbers of the compute type that one token keeps for the backward pass</param>
/// <param name="SavedBytes">bytes of another type that one token keeps for it: statistics of norms and softmax, dropout masks</param>
/// <param name="Reach">most tokens that one looks back at, itself included; null for all</param>
/// <param name="Ahead">whether a token sees those after it too</param>
/// <param name="StateBytes">bytes that a sequence keeps while decoding, however long it is</param>
/// <param name="Idle">weights that one token does not use: those of experts that it was not sent to</param>
/// <param name="Projections">names of the linear maps of a block that it is, which an adapter may stand beside</param>
/// <param name="Block">the block that it belongs to, the lowest being 0; null outside of blocks</param>
public sealed record ModelNode(
    string Name,
    TensorShape Input,
    TensorShape Output,
    EquatableArray<WeightShape> Weights,
    long LinearFlops = 0,
    long ContextFlops = 0,
    long Cached = 0,
    long Saved = 0,
    long SavedBytes = 0,
    int? Reach = null,
    bool Ahead = false,
    long StateBytes = 0,
    long Idle = 0,
    EquatableArray<string> Projections = default,
    int? Block = null)
{
    /// <summary>Number of weights.</summary>
    public long Parameters => Weights.Sum(weight => weight.Count);
}

/// <summary>A weight tensor.</summary>
/// <param name="Name">its full name in the checkpoint: <c>model.norm.weight</c></param>
/// <param name="Sizes">its shape</param>
public sealed record WeightShape(string Name, EquatableArray<long> Sizes)
{
    /// <summary>Number of elements.</summary>
    public long Count => Sizes.Aggregate(1L, (product, size) => product * size);
}
