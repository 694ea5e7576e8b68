using System.Numerics;

namespace Pipelines.Decoding;

/// <summary>The loops over a vocabulary that choosing a token takes, several tokens at a time.</summary>
internal static class LogitVectors
{
    /// <summary>Numbers whose sum is made before one looks inside.</summary>
    private const int Block = 64;

    /// <summary>The first of the greatest logits.</summary>
    /// <exception cref="ArithmeticException">one is not a number, or none is above minus infinity</exception>
    public static int Likeliest(ReadOnlySpan<float> logits)
    {
        var (most, i) = (new Vector<float>(float.NegativeInfinity), 0);
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var here = new Vector<float>(logits[i..]);
            if (!Vector.EqualsAll(here, here)) throw NoNumber(logits);
            most = Vector.Max(most, here);
        }

        var greatest = float.NegativeInfinity;
        for (var lane = 0; lane < Vector<float>.Count; lane++) greatest = Math.Max(greatest, most[lane]);
        for (; i < logits.Length; i++) greatest = Math.Max(greatest, logits[i]);
        if (float.IsNaN(greatest)) throw NoNumber(logits);
        return greatest > float.NegativeInfinity ? First(logits, greatest) : throw new ArithmeticException("no logit is above minus infinity");
    }

    /// <summary>exp((logit − greatest) / temperature) of every logit.</summary>
    /// <param name="logits">[vocab]</param>
    /// <param name="greatest">the greatest of them</param>
    /// <param name="temperature">positive</param>
    /// <param name="weights">[vocab]; 1 for the greatest, 0 for minus infinity</param>
    public static void Weigh(ReadOnlySpan<float> logits, float greatest, double temperature, Span<double> weights)
    {
        var (top, divisor, i) = (new Vector<double>(greatest), new Vector<double>(temperature), 0);
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(logits[i..]), out var low, out var high);
            Vector.Exp((low - top) / divisor).CopyTo(weights[i..]);
            Vector.Exp((high - top) / divisor).CopyTo(weights[(i + Vector<double>.Count)..]);
        }

        for (; i < logits.Length; i++) weights[i] = Math.Exp((logits[i] - (double)greatest) / temperature);
    }

    /// <summary>exp(−surprise) of each; that of a number does not depend on its place.</summary>
    /// <param name="surprises">[n], not negative</param>
    /// <param name="weights">[n] or longer</param>
    public static void Weigh(ReadOnlySpan<double> surprises, Span<double> weights)
    {
        var (i, width) = (0, Vector<double>.Count);
        for (; i <= surprises.Length - width; i += width) Vector.Exp(-new Vector<double>(surprises[i..])).CopyTo(weights[i..]);
        if (i == surprises.Length) return;
        Span<double> rest = stackalloc double[width];
        surprises[i..].CopyTo(rest);
        Vector.Exp(-new Vector<double>(rest)).CopyTo(rest);
        rest[..(surprises.Length - i)].CopyTo(weights[i..]);
    }

    /// <summary>The places of all numbers that are not below a bar, in their order.</summary>
    /// <param name="numbers">[n]</param>
    /// <param name="bar">the least</param>
    /// <param name="places">[n] or longer</param>
    /// <returns>how many there are</returns>
    public static int PlacesFrom(ReadOnlySpan<float> numbers, float bar, Span<int> places)
    {
        var (count, width, least) = (0, Vector<float>.Count, new Vector<float>(bar));
        for (var from = 0; from < numbers.Length; from += width)
        {
            var here = numbers.Slice(from, Math.Min(width, numbers.Length - from));
            if (here.Length == width && !Vector.GreaterThanOrEqualAny(new Vector<float>(here), least)) continue;
            for (var i = 0; i < here.Length; i++)
                if (here[i] >= bar) places[count++] = from + i;
        }

        return count;
    }

    /// <summary>(greatest − logit) / temperature of every logit.</summary>
    /// <param name="logits">[vocab]</param>
    /// <param name="greatest">the greatest of them</param>
    /// <param name="temperature">positive</param>
    /// <param name="surprises">[vocab]; infinity for minus infinity</param>
    public static void Surprise(ReadOnlySpan<float> logits, float greatest, double temperature, Span<double> surprises)
    {
        var (top, divisor, i) = (new Vector<double>(greatest), new Vector<double>(temperature), 0);
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(logits[i..]), out var low, out var high);
            ((top - low) / divisor).CopyTo(surprises[i..]);
            ((top - high) / divisor).CopyTo(surprises[(i + Vector<double>.Count)..]);
        }

        for (; i < logits.Length; i++) surprises[i] = ((double)greatest - logits[i]) / temperature;
    }

    /// <summary>Makes each number its distance from another.</summary>
    public static void Deviate(Span<double> numbers, double from)
    {
        var (centre, i) = (new Vector<double>(from), 0);
        for (; i <= numbers.Length - Vector<double>.Count; i += Vector<double>.Count)
            Vector.Abs(new Vector<double>(numbers[i..]) - centre).CopyTo(numbers[i..]);
        for (; i < numbers.Length; i++) numbers[i] = Math.Abs(numbers[i] - from);
    }

    /// <summary>Σ number · weight; what weighs 0 counts for nothing, and be it infinite.</summary>
    public static double WeightedSum(ReadOnlySpan<double> numbers, ReadOnlySpan<double> weights)
    {
        var (sums, i) = (Vector<double>.Zero, 0);
        for (; i <= numbers.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var weight = new Vector<double>(weights[i..]);
            var none = Vector.Equals(weight, Vector<double>.Zero);
            sums += Vector.ConditionalSelect(none, Vector<double>.Zero, weight * new Vector<double>(numbers[i..]));
        }

        var total = Vector.Sum(sums);
        for (; i < numbers.Length; i++)
            if (weights[i] != 0) total += weights[i] * numbers[i];
        return total;
    }

    /// <summary>The sum, block by block as <see cref="PlaceOf"/> sees it.</summary>
    public static double Sum(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        for (; weights.Length > 0; weights = weights[Math.Min(Block, weights.Length)..]) total += SumOfBlock(weights);
        return total;
    }

    /// <summary>The first place up to which the weights sum to more than <paramref name="amount"/>; else the last that has any.</summary>
    public static int PlaceOf(double amount, ReadOnlySpan<double> weights)
    {
        var from = 0;
        for (; from + Block < weights.Length; from += Block)
        {
            var sum = SumOfBlock(weights[from..]);
            if (amount < sum) break;
            amount -= sum;
        }

        for (var i = from; i < weights.Length; i++)
        {
            amount -= weights[i];
            if (amount < 0) return i;
        }

        return weights.LastIndexOfAnyExcept(0.0);
    }

    private static double SumOfBlock(ReadOnlySpan<double> weights)
    {
        var (length, i) = (Math.Min(Block, weights.Length), 0);
        var sums = Vector<double>.Zero;
        for (; i <= length - Vector<double>.Count; i += Vector<double>.Count) sums += new Vector<double>(weights[i..]);
        var total = Vector.Sum(sums);
        for (; i < length; i++) total += weights[i];
        return total;
    }

    private static int First(ReadOnlySpan<float> logits, float value)
    {
        var (wanted, i) = (new Vector<float>(value), 0);
        while (i <= logits.Length - Vector<float>.Count && !Vector.EqualsAny(new Vector<float>(logits[i..]), wanted))
            i += Vector<float>.Count;
        while (logits[i] != value) i++;
        return i;
    }

    private static ArithmeticException NoNumber(ReadOnlySpan<float> logits)
    {
        var token = 0;
        while (!float.IsNaN(logits[token])) token++;
        return new ArithmeticException($"the logit of token {token} is not a number");
    }
}
