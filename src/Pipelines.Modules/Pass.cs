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
public sealed record Pass(
    ScalarType ComputeType, DecodeState? State = null, Tensor? Segments = null, Tensor? Memory = null, RoutingLog? Routing = null)
{
    /// <summary>Tokens of the sequence that earlier passes saw.</summary>
    public int Past => State?.Length ?? 0;

    /// <summary>Brings the embedding into the compute type. Takes <paramref name="x"/>: disposes it unless it is the result.</summary>
    /// <returns>[batch, time, dim] in <see cref="ComputeType"/></returns>
    public Tensor Cast(Tensor x) => x.dtype == ComputeType ? x : x.to_type(ComputeType).Freeing(x);
}
