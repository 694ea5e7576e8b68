using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of models. A new family is a definition in a file of its own, and a line here.</summary>
internal static class ModelSettings
{
    public static readonly Setting<VocabSpec> Vocab = Setting.Required(
        "vocab", new VocabKind(), "Number of tokens, or the stage whose tokenizer decides it");

    public static readonly Setting<int> Dim = Setting.Required("dim", new IntegerKind(1, 65536), "Width of the residual stream");

    public static readonly Setting<int> Layers = Setting.Required("layers", new IntegerKind(1, 1024), "Number of blocks");

    public static readonly Setting<int> Heads = Setting.Required("heads", new IntegerKind(1, 1024), "Query heads; they divide `dim`");

    public static readonly Setting<int> Context = Setting.Required("context", new IntegerKind(1, 1 << 24), "Most tokens in one sequence");

    public static readonly Setting<bool> Tied = Setting.Default(
        "tied", new FlagKind(), "true", "Whether the output head is the token embedding (Press and Wolf 2017)");

    public static readonly Setting<double> Dropout = Setting.Default(
        "dropout", new NumberKind(new(0, 1, MaxOpen: true)), "0", "Probability after the embedding and after each mixer and feed-forward");

    public static readonly Setting<double> Init = Setting.Default("init", InitSettings.Section, "{}", "The initial weights");

    /// <summary>Every family.</summary>
    public static readonly IReadOnlyList<FamilyDefinition> Families = [LlamaFamily.Definition, Gpt2Family.Definition];

    /// <summary>Any model.</summary>
    public static readonly TaggedKind<ModelSpec> Model = new(
        "a model", "family", "The preset that the model starts from; it decides the checkpoint's names too",
        Families.Select(family => new Case<ModelSpec>(family.Word, family.Section)).ToList());

    /// <summary>What is known of a family.</summary>
    public static FamilyDefinition Of(Family family) => Families.First(definition => definition.Family == family);
}
