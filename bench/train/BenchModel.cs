using Pipelines.Spec;

namespace Pipelines.Training.Bench;

/// <summary>The model of train.py, as the generators emit it.</summary>
[Model(Family.Llama, Vocab = 8192, Dim = 256, Layers = 4, Heads = 8, KvHeads = 4, Hidden = 688, Context = 256, Tied = false)]
public sealed partial class BenchModel;
