using Pipelines.Spec;

namespace Pipelines.Quantization;

/// <summary>A model's matrices after GPTQ.</summary>
/// <param name="Settings">how they were rounded</param>
/// <param name="Matrices">by the paths of their projections, such as <c>model.layers.0.mlp.down_proj</c></param>
public sealed record GptqWeights(GptqSpec Settings, IReadOnlyDictionary<string, GptqMatrix> Matrices);
