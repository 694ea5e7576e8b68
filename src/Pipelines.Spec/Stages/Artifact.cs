namespace Pipelines.Spec;

/// <summary>What a stage makes, and another one may read.</summary>
internal enum Artifact
{
    Tokenizer,
    Checkpoint,
    QuantizedModel,
    RewardModel,
    Report,
}
