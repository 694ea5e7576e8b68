using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: export</c>.</summary>
internal static class ExportSettings
{
    private static readonly Setting<string> From = Setting.Required(
        "from", new StageReferenceKind(Artifact.Checkpoint, Artifact.QuantizedModel), "The stage whose checkpoint is written");

    private static readonly Setting<ExportFormat> Format = Setting.Default(
        "format",
        new WordKind<ExportFormat>(("hf", ExportFormat.HuggingFace, "A folder that transformers and vLLM load")),
        "hf", "How the folder is laid out");

    private static readonly Setting<string> Folder = Setting.Required(
        "folder", new TextKind("a folder"), "Where it is written, relative to this file");

    private static readonly Setting<WeightType> Dtype = Setting.Default(
        "dtype",
        new WordKind<WeightType>(
            ("fp32", WeightType.Float32, "float32, as the weights were trained"),
            ("bf16", WeightType.BFloat16, "bfloat16, half the size"),
            ("fp16", WeightType.Float16, "float16, half the size and a smaller range")),
        "fp32", "The type of the weights");

    private static readonly Setting<long> Shard = Setting.Default(
        "shard", new ByteSizeKind(), "5GB", "Most bytes of one weights file; more are written as several with an index");

    public static readonly StageDefinition Definition = new(
        "export", Artifact.Report,
        new Section<StageSpec>(
            "stage.export", "an export stage", "Writes a checkpoint as a folder that other programs load",
            [From, Format, Folder, Dtype, Shard],
            values => new ExportSpec(
                values.Slot.Name, values.Get(From), values.Get(Format), values.Get(Folder), values.Get(Dtype), values.Get(Shard))),
        ExportGuide.Guide,
        (stage, around) => QuantizeRules.AsItIs((ExportSpec)stage, around));
}
