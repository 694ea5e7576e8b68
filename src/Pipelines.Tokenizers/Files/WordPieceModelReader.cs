namespace Pipelines.Tokenizers;

/// <summary>Reads a WordPiece model.</summary>
internal static class WordPieceModelReader
{
    /// <exception cref="TokenizerFormatException">a member is missing, or is not what it must be</exception>
    public static (List<string?> Spellings, TokenizerModel Model) Read(JsonPart model)
    {
        VocabularyReader.Read(model.Get("vocab"), out var spellings);
        return (spellings, new WordPieceModel(
            model.Get("unk_token").String(), model.Get("continuing_subword_prefix").String(), model.Get("max_input_chars_per_word").Id())
        {
            Tokens = spellings.Count,
        });
    }
}
