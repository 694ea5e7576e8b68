namespace Pipelines.Tokenizers;

/// <summary>What decides a trained tokenizer, besides the text.</summary>
public sealed record BpeTrainerOptions
{
    /// <summary>The number of tokens wanted: special tokens, the 256 bytes and merges. A small text may give fewer.</summary>
    public int VocabSize { get; init; } = 8192;

    /// <summary>How text is cut into words first.</summary>
    public Splitter Splitter { get; init; } = Splitter.Llama3;

    /// <summary>Special tokens, which get the first ids in this order; the first ends a document.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = ["<|endoftext|>"];

    /// <summary>A pair seen less often than this is not merged.</summary>
    public long MinFrequency { get; init; } = 1;

    /// <summary>Merging makes no new pairs whose bytes reach this number.</summary>
    public int MaxTokenLength { get; init; } = int.MaxValue;

    /// <summary>Threads that count words.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;
}
