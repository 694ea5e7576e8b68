using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>How many tokens each expert of a layer got.</summary>
/// <param name="Layer">the layer</param>
/// <param name="Tokens">tokens of each expert, [experts]</param>
public sealed record LayerLoad(nn.Module Layer, Tensor Tokens);
