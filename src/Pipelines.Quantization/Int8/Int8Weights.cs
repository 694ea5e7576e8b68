using static TorchSharp.torch;

namespace Pipelines.Quantization;

/// <summary>A model's matrices in 8 bits.</summary>
/// <param name="Type">of their scales in files: float32, float16 or bfloat16</param>
/// <param name="Matrices">by the paths of their projections, such as <c>model.layers.0.mlp.down_proj</c></param>
public sealed record Int8Weights(ScalarType Type, IReadOnlyDictionary<string, Int8Matrix> Matrices);
