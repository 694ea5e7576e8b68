namespace Pipelines.Tokenizers;

/// <summary>Everything that makes one byte-level BPE tokenizer differ from another.</summary>
/// <param name="Spellings">
/// tokens by id, spelled in the byte-level alphabet (<see cref="ByteAlphabet"/>); null where no token has the id
/// </param>
/// <param name="Merges">in order of rank, the best first</param>
/// <param name="Splitter">how text is cut into words, inside which merging happens</param>
public sealed record TokenizerDefinition(IReadOnlyList<string?> Spellings, IReadOnlyList<Merge> Merges, Splitter Splitter)
{
    /// <summary>Tokens found as a whole before splitting; each has its content in <see cref="Spellings"/> at its id.</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>Ids that the template puts before a text.</summary>
    public IReadOnlyList<int> TemplatePrefix { get; init; } = [];

    /// <summary>Ids that the template puts after a text.</summary>
    public IReadOnlyList<int> TemplateSuffix { get; init; } = [];

    /// <summary>Whether a word that is a token as a whole is that token, without looking at the merges.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Whether the tokenizer was made for text in Unicode normal form C. Text is encoded as it is given.</summary>
    public bool ExpectsNormalFormC { get; init; }

    /// <summary>The token that ends a document, or null when there is none.</summary>
    public int? EndOfText { get; init; }
}
