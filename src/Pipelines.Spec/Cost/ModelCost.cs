namespace Pipelines.Spec;

/// <summary>What a model holds and computes.</summary>
/// <param name="Parameters">number of weights, exact; tied embeddings count once</param>
/// <param name="FlopsPerToken">floating-point operations of the forward pass for the last token of a full context</param>
/// <param name="ActiveParameters">weights that one token uses: without the experts that it is not sent to</param>
/// <param name="KvBytesPerToken">bytes that one token adds to the key–value cache, in bfloat16</param>
/// <param name="StateBytes">bytes that a sequence keeps beside that cache, however long it is</param>
/// <param name="Nodes">the modules that compute or hold weights, in order of the forward pass</param>
public sealed record ModelCost(
    long Parameters,
    long ActiveParameters,
    long FlopsPerToken,
    long KvBytesPerToken,
    long StateBytes,
    EquatableArray<NodeCost> Nodes);

/// <summary>What one module of a model holds and computes.</summary>
/// <param name="Name">its dotted name in the checkpoint: <c>model.layers.0.self_attn.q_proj</c></param>
/// <param name="Input">shape of its input: <c>[batch, time, 192]</c></param>
/// <param name="Output">shape of its output</param>
/// <param name="InputType">number format of its input: <c>int64</c>, or <c>compute</c> for float32 or bfloat16 as trained</param>
/// <param name="OutputType">number format of its output</param>
/// <param name="Parameters">number of weights that it owns; a tied head owns none</param>
/// <param name="FlopsPerToken">operations for the last token of a full context; element-wise work is not counted</param>
public sealed record NodeCost(
    string Name,
    string Input,
    string Output,
    string InputType,
    string OutputType,
    long Parameters,
    long FlopsPerToken);
