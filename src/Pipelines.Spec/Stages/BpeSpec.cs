namespace Pipelines.Spec;

/// <summary><c>kind: bpe</c>: trains a byte-level BPE tokenizer; makes a Tokenizer.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="Data">the data source it learns from</param>
/// <param name="Vocab">number of tokens, special ones included</param>
/// <param name="Split">how text is cut into words first</param>
/// <param name="SpecialTokens">in id order; the first ends a document</param>
public sealed record BpeSpec(string Name, string Data, int Vocab, SplitPattern Split, EquatableArray<string> SpecialTokens)
    : TokenizerStageSpec(Name, Vocab)
{
    /// <summary>How a special token is spelled that stands for a hidden one.</summary>
    public static EquatableArray<string> Masks { get; } = new(["[MASK]", "<mask>", "<|mask|>"]);

    /// <inheritdoc/>
    public override string Kind => "bpe";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [];
}

/// <summary>The known ways to cut text into words before merging.</summary>
public enum SplitPattern
{
    /// <summary>GPT-2's.</summary>
    Gpt2,

    /// <summary>Llama 3's, which is cl100k's but for possessive quantifiers.</summary>
    Llama3,

    /// <summary>Qwen 2's: Llama 3's with every digit a word of its own.</summary>
    Qwen2,
}
