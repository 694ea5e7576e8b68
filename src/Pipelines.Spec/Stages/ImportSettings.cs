using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: import</c>.</summary>
internal static class ImportSettings
{
    private static readonly Setting<string> Model = Setting.Required(
        "model", new ReferenceKind("a model", "models", names => names.Models), "The model that the folder holds");

    private static readonly Setting<string> Folder = Setting.Required(
        "folder", new TextKind("a folder"), "A folder with `config.json`, weights and tokenizer, or a GGUF file; relative to this file");

    public static readonly StageDefinition Definition = new(
        "import", Artifact.Checkpoint,
        new Section<StageSpec>(
            "stage.import", "an import stage", "Weights out of a folder as Hugging Face keeps them, or out of a GGUF file",
            [Model, Folder],
            values => new ImportSpec(values.Slot.Name, values.Get(Model), values.Get(Folder))),
        ImportGuide.Guide);
}
