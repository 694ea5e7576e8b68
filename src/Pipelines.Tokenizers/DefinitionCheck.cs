namespace Pipelines.Tokenizers;

/// <summary>Checks that the ids in a tokenizer's parts are ids of its vocabulary.</summary>
internal static class DefinitionCheck
{
    /// <exception cref="TokenizerFormatException">an id without a spelling, or an added token spelled differently</exception>
    public static void Check(TokenizerDefinition definition)
    {
        foreach (var added in definition.AddedTokens)
        {
            if (added.Content.Length == 0) throw new TokenizerFormatException($"added token {added.Id} has no content");
            var spelling = Spelling(added.Id, "an added token");
            if (spelling != added.Content)
                throw new TokenizerFormatException($"id {added.Id} is both '{spelling}' and the added token '{added.Content}'");
        }

        if (definition.AddedTokens.Select(added => added.Id).Distinct().Count() != definition.AddedTokens.Count)
            throw new TokenizerFormatException("two added tokens have one id");
        foreach (var id in definition.TemplateTokens) Spelling(id, "the template");
        if (definition.EndOfText is { } end) Spelling(end, "the end of text");

        string Spelling(int id, string user) =>
            (id >= 0 && id < definition.Spellings.Count ? definition.Spellings[id] : null)
            ?? throw new TokenizerFormatException($"{user} uses id {id}, which is not in the vocabulary of {definition.Spellings.Count}");
    }
}
