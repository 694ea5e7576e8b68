namespace Pipelines.Tokenizers.Tests;

/// <summary>Tokenizers that have the special tokens of every built-in template.</summary>
internal static class ChatTokenizers
{
    private static readonly string[] special =
        ["<|endoftext|>", "<|begin|>", .. ChatTemplate.BuiltIns.SelectMany(name => ChatTemplate.BuiltIn(name).SpecialTokens)];

    private static readonly Lazy<Tokenizer> learned = new(() => BpeTrainer.Train(
        [.. Conversations.Plain.Concat(Conversations.WithTools).Select(message => message.Content), "assistant\n\n### Response:\n\nuser\n"],
        new BpeTrainerOptions { VocabSize = 400, Splitter = Splitter.Llama3, SpecialTokens = special }));

    /// <summary>Merges learnt from conversations, such as line breaks with what stands beside them.</summary>
    public static Tokenizer Learned => learned.Value;

    /// <summary>One with just these special tokens, the first the end of text.</summary>
    public static Tokenizer With(params string[] tokens)
    {
        var definition = SampleTokenizers.WithAdded([.. tokens.Select((token, i) => new AddedToken(256 + i, token))]).Definition;
        return new Tokenizer(definition with { EndOfText = tokens.Length > 0 ? 256 : null });
    }
}
