using Pipelines.Models;
using Pipelines.Tokenizers;

namespace Pipelines.Serving.Bench;

/// <summary>Text whose tokens are its bytes.</summary>
internal static class BenchText
{
    public const int Bytes = 256;

    public static ModelText Model { get; } = new(
        new Tokenizer(new TokenizerDefinition(
            [.. Enumerable.Range(0, Bytes).Select(value => ByteAlphabet.Spell((byte)value).ToString())], [], Splitter.Gpt2)),
        new TokenIds(null, new([]), null), Chat: null);
}
