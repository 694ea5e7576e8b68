using Pipelines.Spec;

namespace Pipelines.Generators.Naming;

/// <summary>
/// Names that emitted code uses. A class of the same name in the project's namespace would hide the one that is meant, so no model
/// may be called so.
/// </summary>
internal static class EmittedNames
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        // Pipelines.Modules
        "Activations", "Attention", "BertAttention", "BertEmbeddings", "BertEncoder", "BertHead", "BertIntermediate", "BertOutput",
        "BlockList", "Decoder", "DecoderShape", "Dropout", "Embedding", "Encoder", "GeGlu", "Gpt2Attention", "Gpt2Mlp", "LatentAttention",
        "LayerNorm", "Linear", "Mamba", "Mamba2", "Mlp", "Moe", "MoeNames", "Pass", "PositionEmbedding", "RMSNorm", "RopeFrequencies",
        "RotaryEmbedding", "RouterScoring", "ScaledEmbedding", "SequenceLayer", "SinusoidalEmbedding", "SwiGlu",
        // what a model's class nests
        "Block", "Options", "Sizes", "Trunk",
        // TorchSharp and Pipelines.Spec
        "Architecture", "AttentionSpec", "BlockSpec", "Device", "LatentAttentionSpec", "LinearScaling", "Llama3Scaling", "Mamba2Spec",
        "MambaSpec", "ModelSpec", "MoeSpec", "OwnFeedForwardSpec", "OwnMixerSpec", "Tensor", "Torch", "YarnScaling",
        // System.Collections.Generic
        "IEnumerable",
        // Pipelines.Runtime
        "BpeStage", "Checkpoint", "DistillStage", "EvaluateStage", "ExportStage", "GenerateStage", "GrpoStage", "ImportStage", "MergeStage",
        "ModelHandle", "Pipeline", "PpoStage", "PreferenceStage", "PretrainStage", "QuantizeStage", "QuantizedExportStage",
        "QuantizedModel", "Report", "RewardModel", "RewardStage", "SftStage", "Stage", "Task", "TokenizerArtifact",
        // what makes verifiers
        "Dictionary", "Func", "IVerifier",
    };

    /// <summary>Whether no model's class may have this name.</summary>
    public static bool Has(string className) => Types.Contains(className);

    /// <summary>The models of <paramref name="spec"/> whose classes would hide what emitted code means.</summary>
    public static IEnumerable<SpecDiagnostic> Check(PipelineSpec spec, SourceMap positions, string path) =>
        from model in spec.Models
        let className = CSharpName.Of(model.Name)
        where Has(className)
        select Rules.NameCollision.At(
            positions.Find($"models.{model.Name}")?.Key ?? SourcePosition.StartOf(path),
            $"the model '{model.Name}' would be the class {className}, a name that emitted code uses for something else; "
            + $"'{model.Name}-model' would do");
}
