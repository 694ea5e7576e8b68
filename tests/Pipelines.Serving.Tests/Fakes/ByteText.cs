using Pipelines.Models;
using Pipelines.Tokenizers;

namespace Pipelines.Serving.Tests;

/// <summary>Text whose tokens are its bytes, each under its own number, then an end of text and an end of turn.</summary>
internal static class ByteText
{
    public const int EndOfText = 256;

    public const int EndOfTurn = 257;

    public static IReadOnlySet<int> Ends { get; } = new HashSet<int> { EndOfText, EndOfTurn };

    public static ModelText Model { get; } = new(Tokenizer(), new TokenIds(null, new([EndOfText, EndOfTurn]), null), Chat: null);

    private static Tokenizer Tokenizer()
    {
        var bytes = Enumerable.Range(0, 256).Select(value => ByteAlphabet.Spell((byte)value).ToString());
        return new Tokenizer(new TokenizerDefinition([.. bytes, "<|end|>", "<|turn|>"], [], Splitter.Gpt2)
        {
            AddedTokens = [new AddedToken(EndOfText, "<|end|>"), new AddedToken(EndOfTurn, "<|turn|>")],
            EndOfText = EndOfText,
        });
    }
}
