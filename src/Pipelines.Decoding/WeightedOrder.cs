using System.Buffers;
using System.Numerics;

namespace Pipelines.Decoding;

/// <summary>Finds places in the ascending order of keys by the weights that come before, without sorting more than a few of them.</summary>
internal static class WeightedOrder
{
    private const int Bins = 1024, BinsOfOne = 32;

    /// <summary>The first place, in the order of keys and then of places, up to which the weights sum to at least an amount.</summary>
    /// <param name="keys">[n], not negative</param>
    /// <param name="weights">[n], not negative</param>
    /// <param name="amount">at most the sum of the weights, give or take a rounding: then it is the last place</param>
    public static int PlaceOf(double amount, ReadOnlySpan<double> keys, ReadOnlySpan<double> weights)
    {
        Span<double> sums = stackalloc double[Bins];
        sums.Clear();
        for (var i = 0; i < keys.Length; i++) sums[BinOf(keys[i])] += weights[i];
        var bin = 0;
        for (var last = sums.LastIndexOfAnyExcept(0.0); bin < last && sums[bin] < amount; bin++) amount -= sums[bin];

        var places = ArrayPool<int>.Shared.Rent(keys.Length);
        var count = 0;
        for (var i = 0; i < keys.Length; i++)
            if (BinOf(keys[i]) == bin) places[count++] = i;
        var place = PlaceAmong(places.AsSpan(0, count), amount, keys, weights);
        ArrayPool<int>.Shared.Return(places);
        return place;
    }

    /// <summary>
    /// A key up to which the weights reach <paramref name="enough"/>, not the least one but quickly found; infinity where those of all are
    /// wanted.
    /// </summary>
    public static double KeyBeyond(double enough, ReadOnlySpan<double> keys, ReadOnlySpan<double> weights)
    {
        var (one, two, three, four) = (new Vector<double>(2), new Vector<double>(5), new Vector<double>(9), new Vector<double>(14));
        Vector<double> first = default, second = default, third = default, fourth = default;
        for (var i = 0; i <= keys.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var (key, weight) = (new Vector<double>(keys[i..]), new Vector<double>(weights[i..]));
            first += Vector.ConditionalSelect(Vector.LessThanOrEqual(key, one), weight, Vector<double>.Zero);
            second += Vector.ConditionalSelect(Vector.LessThanOrEqual(key, two), weight, Vector<double>.Zero);
            third += Vector.ConditionalSelect(Vector.LessThanOrEqual(key, three), weight, Vector<double>.Zero);
            fourth += Vector.ConditionalSelect(Vector.LessThanOrEqual(key, four), weight, Vector<double>.Zero);
        }

        enough *= 1 + 1e-9;      // sums in another order may come out a little greater
        return Vector.Sum(first) >= enough ? one[0]
            : Vector.Sum(second) >= enough ? two[0]
            : Vector.Sum(third) >= enough ? three[0]
            : Vector.Sum(fourth) >= enough ? four[0]
            : double.PositiveInfinity;
    }

    private static int PlaceAmong(Span<int> places, double amount, ReadOnlySpan<double> keys, ReadOnlySpan<double> weights)
    {
        var room = ArrayPool<double>.Shared.Rent(places.Length);
        var sorted = room.AsSpan(0, places.Length);
        for (var i = 0; i < places.Length; i++) sorted[i] = keys[places[i]];
        sorted.Sort(places);
        for (var (from, to) = (0, 1); from < places.Length; from = to++)
        {
            while (to < places.Length && sorted[to] == sorted[from]) to++;
            places[from..to].Sort();
        }

        ArrayPool<double>.Shared.Return(room);
        foreach (var place in places)
        {
            amount -= weights[place];
            if (amount <= 0) return place;
        }

        return places[^1];
    }

    private static int BinOf(double key) => (int)Math.Min(key * BinsOfOne, Bins - 1);
}
