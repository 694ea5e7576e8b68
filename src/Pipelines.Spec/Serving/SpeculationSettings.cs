using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>speculation:</c>.</summary>
internal static class SpeculationSettings
{
    private static readonly Setting<int> Copied = Tokens("8");

    private static readonly Setting<int> Drafted = Tokens("4");

    private static readonly Setting<int> Match = Setting.Default(
        "match", new IntegerKind(1, 16), "6", "Most of the last tokens that are looked for in what stands before")
        .Known("prompt_lookup_max");

    private static readonly Setting<string> Model = Setting.Required(
        "model", new StageReferenceKind(Artifact.Checkpoint, Artifact.QuantizedModel), "The stage whose smaller model proposes");

    /// <summary>Every way to propose.</summary>
    public static readonly ChoiceKind<SpeculationSpec> Kind = new(
        "a way to propose tokens",
        [
            new("ngram", new(
                "speculation.ngram", "ngram",
                "Proposes what followed the last tokens where they stood before: for answers that repeat their prompt",
                [Copied, Match],
                values => new NgramSpeculationSpec(values.Get(Copied), values.Get(Match)))),
            new("draft", new(
                "speculation.draft", "draft", "Proposes what a smaller model of the same tokenizer writes (Leviathan et al. 2023)",
                [Model, Drafted],
                values => new DraftSpeculationSpec(values.Get(Drafted), values.Get(Model)))),
        ]);

    private static Setting<int> Tokens(string otherwise) => Setting.Default(
        "tokens", new IntegerKind(1, 64), otherwise, "Most tokens that are proposed at once").Known("num_speculative_tokens", "draft_max");
}
