namespace Pipelines.Tokenizers;

/// <summary>Holds a tokenizer to having the special tokens that a template needs.</summary>
internal static class SpecialTokenCheck
{
    /// <exception cref="ChatTemplateException">it lacks some: which, and where to add them</exception>
    public static void Check(Tokenizer tokenizer, ChatTemplate template)
    {
        var special = tokenizer.AddedTokens.Where(added => added.Special).Select(added => added.Content).ToHashSet();
        var missing = template.SpecialTokens.Where(token => !special.Contains(token)).ToArray();
        if (missing.Length > 0)
            throw new ChatTemplateException(
                $"the chat template {template.Name} needs special tokens that the tokenizer lacks: {string.Join(", ", missing)}; "
                + $"add them to "
                + $"`special_tokens` of the tokenizer stage: [{string.Join(", ", special.Concat(missing).Select(Quote))}]");
        if (template.NeedsEndOfText && tokenizer.EndOfText is null)
            throw new ChatTemplateException(
                $"the chat template {template.Name} ends a turn with the end of text, and the tokenizer has no token for that; add one to "
                + "`special_tokens` of the tokenizer stage, such as \"<|endoftext|>\", as the first");
    }

    private static string Quote(string token) => $"\"{token}\"";
}
