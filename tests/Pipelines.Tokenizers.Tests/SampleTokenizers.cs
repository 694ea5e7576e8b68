namespace Pipelines.Tokenizers.Tests;

/// <summary>Small tokenizers to test with.</summary>
internal static class SampleTokenizers
{
    /// <summary>A tokenizer that has learnt some merges from random text.</summary>
    public static Tokenizer Train(Splitter splitter, params string[] specialTokens)
    {
        var random = new Random(17);
        var documents = Enumerable.Range(0, 200)
            .Select(i => RandomText.Next(random, i % 4 == 0 ? RandomText.AllPlanes : RandomText.Words, 50));
        return BpeTrainer.Train(documents, new BpeTrainerOptions
        {
            VocabSize = 700,
            Splitter = splitter,
            SpecialTokens = specialTokens.Length > 0 ? specialTokens : ["<|endoftext|>"],
        });
    }

    /// <summary>The 256 bytes and these added tokens.</summary>
    public static Tokenizer WithAdded(params AddedToken[] added) => new(new TokenizerDefinition(
        [.. ByteAlphabet.InCharacterOrder.Select(value => ByteAlphabet.Spell(value).ToString()), .. added.Select(token => token.Content)],
        [],
        Splitter.Gpt2)
    {
        AddedTokens = added,
    });
}
