namespace Pipelines.Decoding;

/// <summary>Leaves few to sort where only the first of many are wanted: shares them out in bins, and keeps the first bins.</summary>
internal static class FirstBins
{
    private const int Bins = 1024, BinsOfOne = 32, FewEnough = 256;

    /// <summary>Keeps all whose key may be among the smallest ones whose weights together reach <paramref name="enough"/>.</summary>
    /// <param name="keys">[n], not negative; those kept go to the front</param>
    /// <param name="weights">[n] or longer; stay where they are</param>
    /// <param name="tokens">[n] or longer; move with their keys</param>
    /// <param name="enough">the sum that is wanted</param>
    /// <returns>how many are kept</returns>
    public static int Keep(Span<double> keys, ReadOnlySpan<double> weights, Span<int> tokens, double enough)
    {
        if (keys.Length <= FewEnough) return keys.Length;
        Span<double> sums = stackalloc double[Bins];
        sums.Clear();
        for (var i = 0; i < keys.Length; i++) sums[BinOf(keys[i])] += weights[i];

        // A sum in another order may come out a little smaller: what is kept holds a little more.
        var (last, sum) = (0, sums[0]);
        while (last < Bins - 1 && sum < enough * (1 + 1e-9)) sum += sums[++last];

        var kept = 0;
        for (var i = 0; i < keys.Length; i++)
            if (BinOf(keys[i]) <= last) (keys[kept], tokens[kept++]) = (keys[i], tokens[i]);
        return kept;
    }

    private static int BinOf(double key) => (int)Math.Min(key * BinsOfOne, Bins - 1);
}
