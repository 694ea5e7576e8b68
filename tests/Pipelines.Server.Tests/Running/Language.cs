using Pipelines.Models;
using Pipelines.Tokenizers;

namespace Pipelines.Server.Tests;

/// <summary>A tokenizer that was learned from a few sentences, and the template of chatml.</summary>
internal static class Language
{
    private static readonly Lazy<ModelText> text = new(() =>
    {
        var sentences = Enumerable.Range(0, 200).Select(i =>
            $"You said: what is the weather like in town number {i}? The answer is "
            + $"{{\"name\": \"get_weather\", \"arguments\": {{\"city\": \"{i}\"}}}}.\n");
        var tokenizer = BpeTrainer.Train(sentences, new BpeTrainerOptions
        {
            VocabSize = 400,
            SpecialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        });
        var chat = new ChatFormat(tokenizer, ChatTemplate.BuiltIn("chatml"));
        return new ModelText(tokenizer, new TokenIds(Bos: null, new([.. chat.EndTokens.Order()]), Pad: null), chat);
    });

    /// <summary>Both, with the tokens that end a text.</summary>
    public static ModelText Text => text.Value;
}
