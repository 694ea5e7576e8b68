using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: bpe</c>.</summary>
internal static class BpeSettings
{
    private const int Bytes = 256;

    private static readonly Setting<string> Data = Setting.Required(
        "data", new ReferenceKind("a data source", "data", names => names.Data), "The data source that it learns from");

    private static readonly Setting<long> Vocab = Setting.Required(
        "vocab", VocabKind.Size, "Number of tokens: the 256 bytes, the merges that are learned, and the special ones");

    private static readonly Setting<SplitPattern> Split = Setting.Default(
        "split",
        new WordKind<SplitPattern>(
            ("gpt2", SplitPattern.Gpt2, "GPT-2's"),
            ("llama3", SplitPattern.Llama3, "Llama 3's: numbers in threes, any letters' case in contractions"),
            ("qwen2", SplitPattern.Qwen2, "Llama 3's with every digit by itself, which suits arithmetic")),
        "llama3", "How text is cut into words, within which bytes are merged");

    private static readonly Setting<EquatableArray<string>> SpecialTokens = Setting.Default(
        "special_tokens", new ListKind<string>(new TextKind("a text"), "texts", least: 1), "[<|endoftext|>]",
        "Tokens that no text becomes, in the order of their ids; the first ends a document, and [MASK] stands for a hidden one");

    public static readonly StageDefinition Definition = new(
        "bpe", Artifact.Tokenizer,
        new Section<StageSpec>(
            "stage.bpe", "a bpe stage", "Trains a byte-level BPE tokenizer (Sennrich et al. 2016; Radford et al. 2019)",
            [Data, Vocab, Split, SpecialTokens],
            values => new BpeSpec(
                values.Slot.Name, values.Get(Data), (int)values.Get(Vocab), values.Get(Split), values.Get(SpecialTokens)),
            Check),
        BpeGuide.Guide,
        (stage, around) => ExampleRules.Documents(stage, ((BpeSpec)stage).Data, "data", around));

    private static void Check(Values values, Reading reading)
    {
        if (!values.Valid(Vocab, SpecialTokens)) return;
        var (vocab, special) = (values.Get(Vocab), values.Get(SpecialTokens));
        if (special.GroupBy(token => token).FirstOrDefault(group => group.Count() > 1) is { } twice)
            reading.Report(Rules.DuplicateKey, values.At(SpecialTokens), $"special_tokens has {Wording.Quote(twice.Key)} twice");
        var least = Bytes + special.Count;
        if (vocab >= least) return;
        reading.Report(
            Rules.VocabularyTooSmall, values.At(Vocab),
            $"vocab {vocab} cannot hold the {Bytes} bytes and the special tokens ({special.Count}); it needs {least} at least");
    }
}
