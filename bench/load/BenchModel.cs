using Pipelines.Spec;

namespace Pipelines.Load.Bench;

/// <summary>A Llama of 250 million weights: 1 GB in float32.</summary>
[Model(Family.Llama, Vocab = 32000, Dim = 1024, Layers = 16, Heads = 16, KvHeads = 8, Hidden = 3584, Context = 2048, Tied = true)]
public sealed partial class BenchModel;
