using Pipelines.Tokenizers;

namespace Pipelines.Data.Tests.Examples;

/// <summary>Encoded examples of which only the lengths matter, and a tokenizer with an end of text.</summary>
internal static class Tuned
{
    public static Tokenizer Tokenizer { get; } = BpeTrainer.Train(
        ["Once upon a time there was a number, and a number was there."], new BpeTrainerOptions { VocabSize = 300 });

    /// <summary>Examples with these lengths; the tokens of each tell which it is.</summary>
    public static List<EncodedExample> Of(params IEnumerable<int> lengths) =>
        [.. lengths.Select((length, i) => Example(i, length))];

    /// <summary>The number of an example of <see cref="Of"/>, by a token of it.</summary>
    public static int NumberOf(long token) => (int)token / 1000;

    private static EncodedExample Example(int number, int length)
    {
        bool[] trained = [.. Enumerable.Range(0, length + 1).Select(i => i > length / 2)];
        return new EncodedExample(
            $"{number}", [.. Enumerable.Range(0, length + 1).Select(i => number * 1000 + i)], trained, trained.Count(one => one), trained.Count(one => one));
    }
}
