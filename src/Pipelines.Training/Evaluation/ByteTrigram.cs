using System.Text;

namespace Pipelines.Training;

/// <summary>
/// The predictor that a trained model should beat: the next byte from the two before it, by counts. Each order interpolates with the
/// one below in the manner of Witten and Bell (1991): P(b|h) = (c(h, b) + t(h)·P(b|h′)) / (c(h) + t(h)), where t(h) is the number
/// of different symbols seen after h; below the lowest order all symbols are equally likely. The end of a document is a symbol of its
/// own, so that the measure covers what a language model with an end-of-text token is asked for.
/// </summary>
public sealed class ByteTrigram
{
    /// <summary>The end of a document, which also stands before its beginning; the other symbols are the bytes.</summary>
    public const int End = 256;

    private const int Symbols = 257;
    private const int Orders = 3;

    // counts[n][h · 257 + b] is how often b came after the n symbols h; histories[n][h] sums over b.
    private readonly int[][] counts = [new int[Symbols], new int[Symbols * Symbols], new int[Symbols * Symbols * Symbols]];
    private readonly (long Count, int Kinds)[][] histories = new (long, int)[Orders][];

    private ByteTrigram()
    {
    }

    /// <summary>Counts the bytes of <paramref name="documents"/>.</summary>
    public static ByteTrigram Train(IEnumerable<string> documents)
    {
        var model = new ByteTrigram();
        foreach (var document in documents) model.Count(document);
        for (var order = 0; order < Orders; order++) model.histories[order] = Histories(model.counts[order]);
        return model;
    }

    /// <summary>Probability of a symbol after two others; the 257 probabilities after any two sum to 1.</summary>
    /// <param name="older">the second last symbol</param>
    /// <param name="last">the last symbol</param>
    /// <param name="symbol">a byte, or <see cref="End"/></param>
    public double Probability(int older, int last, int symbol)
    {
        ReadOnlySpan<int> history = [0, last, older * Symbols + last];
        var probability = 1.0 / Symbols;
        for (var order = 0; order < Orders; order++)
        {
            var (count, kinds) = histories[order][history[order]];
            if (count == 0) break;
            probability = (counts[order][history[order] * Symbols + symbol] + kinds * probability) / (count + kinds);
        }

        return probability;
    }

    /// <summary>What <paramref name="documents"/> and their ends cost, in bits for each byte of their UTF-8 text.</summary>
    /// <returns>bits per byte; not a number for documents without a byte</returns>
    public double BitsPerByte(IEnumerable<string> documents)
    {
        var (bits, bytes) = (0.0, 0L);
        foreach (var document in documents)
        {
            var (older, last) = (End, End);
            foreach (var symbol in Encoding.UTF8.GetBytes(document))
            {
                bits -= Math.Log2(Probability(older, last, symbol));
                (older, last) = (last, symbol);
                bytes++;
            }

            bits -= Math.Log2(Probability(older, last, End));
        }

        return bits / bytes;
    }

    private void Count(string document)
    {
        var (older, last) = (End, End);
        foreach (var symbol in Encoding.UTF8.GetBytes(document))
        {
            Count(older, last, symbol);
            (older, last) = (last, symbol);
        }

        Count(older, last, End);
    }

    private void Count(int older, int last, int symbol)
    {
        counts[0][symbol]++;
        counts[1][last * Symbols + symbol]++;
        counts[2][(older * Symbols + last) * Symbols + symbol]++;
    }

    private static (long Count, int Kinds)[] Histories(int[] counts)
    {
        var histories = new (long Count, int Kinds)[counts.Length / Symbols];
        for (var history = 0; history < histories.Length; history++)
            foreach (var count in counts.AsSpan(history * Symbols, Symbols))
            {
                histories[history].Count += count;
                if (count > 0) histories[history].Kinds++;
            }

        return histories;
    }
}
