using Pipelines.Spec;

namespace Pipelines.Adapters.Bench;

/// <summary>The quickstart's model, as the generators emit it.</summary>
[Model(Family.Llama, Vocab = 4096, Dim = 192, Layers = 6, Heads = 6, KvHeads = 2, Hidden = 512, Context = 256)]
public sealed partial class BenchModel;
