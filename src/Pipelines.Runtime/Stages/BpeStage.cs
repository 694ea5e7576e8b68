using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: bpe</c>: learns a byte-level BPE tokenizer from a data source.</summary>
public sealed class BpeStage(Pipeline pipeline, string name) : Stage<TokenizerArtifact>(pipeline, name);
