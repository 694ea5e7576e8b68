namespace Pipelines.Tokenizers;

/// <summary>Reads the <c>model</c> of a tokenizer file: a line for each type.</summary>
internal static class ModelReader
{
    private static readonly Dictionary<string, Func<JsonPart, (List<string?> Spellings, TokenizerModel Model)>> Readers = new()
    {
        ["BPE"] = BpeModelReader.Read,
        ["WordPiece"] = WordPieceModelReader.Read,
        ["Unigram"] = UnigramModelReader.Read,
    };

    /// <summary>Its tokens by id, and the model; without a type, as in old files, it is BPE.</summary>
    /// <exception cref="TokenizerFormatException">another type, a setting that is not supported, or the parts do not fit</exception>
    public static (List<string?> Spellings, TokenizerModel Model) Read(JsonPart model)
    {
        var type = model.Type ?? "BPE";
        return Readers.TryGetValue(type, out var read)
            ? read(model)
            : throw model.Wrong($"has the type '{type}'; what is supported: {string.Join(", ", Readers.Keys)}");
    }
}
