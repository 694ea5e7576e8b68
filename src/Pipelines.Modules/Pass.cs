using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// What one pass over a sequence knows beside its activations. Layers read it; nothing in it changes on the way up.
/// </summary>
/// <param name="ComputeType">the type of the activations: float32, or bfloat16 over float32 parameters</param>
/// <param name="State">what earlier passes left behind, and where this one leaves its own; null when the sequence is whole</param>
/// <param name="Segments">which segment each token belongs to, [batch, time], int64; null when each row is one segment</param>
/// <param name="Memory">what cross attention reads, [batch, memory, dim] in the compute type; null when there is none</param>
/// <param name="Routing">where layers of experts note how they routed; null when nobody asks</param>
/// <param name="Recompute">whether blocks compute their activations again in the backward pass; see <see cref="Through"/></param>
/// <param name="Row">the sequences whose pieces make the one row of tokens that is read; null where each row is of one sequence</param>
public sealed record Pass(
    ScalarType ComputeType, DecodeState? State = null, Tensor? Segments = null, Tensor? Memory = null, RoutingLog? Routing = null,
    bool Recompute = false, PagedRow? Row = null)
{
    private TextRuns? runs;

    /// <summary>Places of the sequence that earlier passes saw.</summary>
    public int Past => State?.Length ?? 0;

    private TextRuns? Runs => Segments is null ? null : runs ??= new TextRuns(Segments);

    /// <summary>Brings the embedding into the compute type. Takes <paramref name="x"/>: disposes it unless it is the result.</summary>
    /// <returns>[batch, time, dim] in <see cref="ComputeType"/></returns>
    public Tensor Cast(Tensor x) => x.dtype == ComputeType ? x : x.to_type(ComputeType).Freeing(x);

    /// <summary>
    /// Goes through a block, as trunks do with each of theirs. With <see cref="Recompute"/> it keeps nothing but the block's input, and
    /// the backward pass goes through the block again (Chen et al., arXiv:1604.06174), with the same random numbers; gradients are the
    /// same bits. A block with an <see cref="ISingleRun"/> among its parts keeps its activations. Takes <paramref name="x"/>.
    /// </summary>
    /// <param name="block">the block; what it computes depends on x, this pass, its parameters and random numbers alone</param>
    /// <param name="x">[batch, time, dim]</param>
    /// <returns>[batch, time, dim]</returns>
    public Tensor Through(SequenceLayer block, Tensor x) =>
        (Recompute && State is null && torch.is_grad_enabled() && Recomputation.Suits(block)
            ? Recomputation.Run(block, x, this)
            : block.Whole(x, this)).Freeing(x);

    /// <summary>Where each of this pass's tokens stands in its own text, from the text's first token on.</summary>
    /// <param name="x">the tokens, [batch, time, …]</param>
    /// <returns>[batch, time], int64, which the caller disposes; null when all rows are at <see cref="Past"/> and what follows it</returns>
    public Tensor? Positions(Tensor x) =>
        Row?.Positions.alias() ?? State?.Padding?.Positions(Past, x.shape[1], x.device) ?? Runs?.Positions(x.device);

    /// <summary>The segments of the last places that were read, those of this pass included, between which attention sees nothing.</summary>
    /// <param name="keys">how many places, [batch, places, …]</param>
    /// <param name="time">how many of them are this pass's</param>
    /// <returns>[batch, places], int64, which the caller disposes; null when each row is one segment</returns>
    public Tensor? SegmentsOf(Tensor keys, long time)
    {
        var places = keys.shape[1];
        return State?.Padding?.Segments(Past + time - places, places, keys.device) ?? Segments?.alias();
    }

    /// <summary>Zeros where a row's first token is still to come: what leaves a state at zero.</summary>
    /// <param name="x">[batch, time, channels]</param>
    /// <returns>the same shape; <paramref name="x"/> itself when all places are tokens</returns>
    public Tensor Blank(Tensor x) => State?.Padding?.Blank(x, Past) ?? x;

    /// <summary>
    /// A row for each text, where rows hold several: for layers whose state begins anew with each. Rows end in copies that nobody reads.
    /// </summary>
    /// <param name="x">[batch, time, channels]</param>
    /// <returns>[texts, longest, channels]; <paramref name="x"/> itself when every row is one text</returns>
    public Tensor Apart(Tensor x) => Runs?.Apart(x) ?? x;

    /// <summary>Puts what <see cref="Apart"/> took apart together again.</summary>
    /// <param name="x">[texts, longest, channels]</param>
    /// <returns>[batch, time, channels]</returns>
    public Tensor Together(Tensor x) => Runs?.Together(x) ?? x;
}
