namespace Pipelines.Tokenizers;

/// <summary>The files that hold a tokenizer, of which a folder needs one: a line for each.</summary>
public static class TokenizerFiles
{
    /// <summary>What is read before all others, and the only one that is written.</summary>
    public const string Json = "tokenizer.json";

    private static readonly (string Name, Func<string, JsonSettings, TokenizerDefinition> Read)[] kinds =
    [
        (Json, (path, settings) => TokenizerReader.Read(File.ReadAllBytes(path), settings.Token("eos_token"))),
        (BertVocabularyReader.FileName, BertVocabularyReader.Read),
        (SentencePieceReader.FileName, SentencePieceReader.Read),
    ];

    /// <summary>The file that a folder's tokenizer is in, or null where there is none.</summary>
    public static string? Find(string folder) =>
        kinds.Select(kind => Path.Combine(folder, kind.Name)).FirstOrDefault(File.Exists);

    /// <summary>The names of the files, the first being read before the others, for messages.</summary>
    public static string Names => string.Join(" or ", kinds.Select(kind => kind.Name));

    /// <summary>Reads one; a file of any other name is taken for a <c>tokenizer.json</c>.</summary>
    internal static TokenizerDefinition Read(string path, JsonSettings settings)
    {
        var kind = Array.Find(kinds, kind => kind.Name == Path.GetFileName(path));
        return (kind.Read ?? kinds[0].Read)(path, settings);
    }
}
