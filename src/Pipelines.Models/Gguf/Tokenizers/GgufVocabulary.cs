using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>The tokens in GGUF's metadata, whatever kind of tokenizer they are of.</summary>
internal sealed class GgufVocabulary
{
    private readonly Lazy<IReadOnlyList<GgufTokenType>> types;

    /// <param name="metadata">what is read</param>
    /// <exception cref="GgufException">there are no tokens</exception>
    public GgufVocabulary(GgufMetadata metadata)
    {
        (Metadata, Tokens) = (metadata, metadata.Texts(TokenizerKeys.Tokens));
        types = new(ReadTypes);
    }

    /// <summary>Where they stand.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>How each is spelled, by id.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>What each is.</summary>
    /// <exception cref="GgufException">there are not as many as tokens</exception>
    public IReadOnlyList<GgufTokenType> Types => types.Value;

    /// <summary>The spellings, without those that only fill up.</summary>
    public IReadOnlyList<string?> Spellings => [.. Tokens.Select((token, id) => Types[id] == GgufTokenType.Unused ? null : token)];

    /// <summary>The tokens that are found as a whole.</summary>
    public IReadOnlyList<AddedToken> Added => [.. Enumerable.Range(0, Tokens.Count).Where(IsAdded).Select(
        id => new AddedToken(id, Tokens[id]) { Special = Types[id] != GgufTokenType.UserDefined })];

    /// <summary>What each token is worth: 0 where the file does not say.</summary>
    /// <exception cref="GgufException">there are not as many as tokens</exception>
    public IReadOnlyList<double> Scores()
    {
        if (Metadata.Find(TokenizerKeys.Scores) is null) return new double[Tokens.Count];
        var scores = Metadata.Numbers(TokenizerKeys.Scores);
        return scores.Count == Tokens.Count
            ? scores
            : throw Metadata.Wrong(TokenizerKeys.Scores, $"has {scores.Count} items; there are {Tokens.Count} tokens");
    }

    /// <summary>The id under a key, or null where there is none.</summary>
    /// <exception cref="GgufException">it is no token's</exception>
    public int? Token(string key) => Metadata.FindInteger(key) switch
    {
        null => null,
        >= 0 and var id when id < Tokens.Count => (int)id,
        var id => throw Metadata.Wrong(key, $"is {id}; there are {Tokens.Count} tokens"),
    };

    /// <summary>The id under a key, or the usual one where the file does not say and it is a token's.</summary>
    /// <exception cref="GgufException">it is no token's</exception>
    public int? Token(string key, int usual) => Token(key) ?? (usual < Tokens.Count ? usual : null);

    /// <summary>What is put before or behind a text.</summary>
    /// <param name="key">of the flag that says whether</param>
    /// <param name="usual">whether it is, where the file does not say</param>
    /// <param name="id">the token</param>
    public int[] Around(string key, bool usual, int? id) => (Metadata.FindFlag(key) ?? usual) && id is { } token ? [token] : [];

    /// <summary>Checks that each spelling is one token's.</summary>
    /// <exception cref="GgufException">one is empty, or there twice</exception>
    public Dictionary<string, int> Ids()
    {
        var idOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < Tokens.Count; id++)
        {
            if (Tokens[id].Length == 0) throw Metadata.Wrong(TokenizerKeys.Tokens, $"the token {id} is empty");
            if (!idOf.TryAdd(Tokens[id], id))
                throw Metadata.Wrong(TokenizerKeys.Tokens, $"the token {id}, '{Tokens[id]}', is there twice");
        }

        return idOf;
    }

    private bool IsAdded(int id) => Types[id] is GgufTokenType.Control or GgufTokenType.UserDefined or GgufTokenType.Unknown;

    private IReadOnlyList<GgufTokenType> ReadTypes()
    {
        if (Metadata.FindIntegers(TokenizerKeys.TokenTypes) is not { } numbers) return [.. Tokens.Select(_ => GgufTokenType.Normal)];
        if (numbers.Count != Tokens.Count)
            throw Metadata.Wrong(TokenizerKeys.TokenTypes, $"has {numbers.Count} items; there are {Tokens.Count} tokens");
        return [.. numbers.Select(type => (GgufTokenType)type)];
    }
}
