namespace Pipelines.Tokenizers;

/// <summary>Reads a <c>vocab</c> that is an object: tokens and their ids.</summary>
internal static class VocabularyReader
{
    /// <summary>The id of each token; and the tokens by id, null where there is none.</summary>
    /// <exception cref="TokenizerFormatException">an id is none or is there twice, or a token is empty or there twice</exception>
    public static Dictionary<string, int> Read(JsonPart vocabulary, out List<string?> spellings)
    {
        var ids = new Dictionary<string, int>();
        spellings = [];
        foreach (var (token, value) in vocabulary.Members())
        {
            var id = value.Id();
            while (spellings.Count <= id) spellings.Add(null);
            if (spellings[id] is { } other) throw value.Wrong($"is {id}, which is the id of '{other}' too");
            if (token == "" || !ids.TryAdd(token, id)) throw value.Wrong(token == "" ? "is an empty token" : "is there twice");
            spellings[id] = token;
        }

        return ids;
    }
}
