using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Places in lists and texts, counted from the end when they are negative.</summary>
internal static class Indices
{
    /// <summary>The place that an index means, or null when there is none or the index is no whole number.</summary>
    public static int? One(Value index, int length)
    {
        if (Whole(index) is not { } number) return null;
        if (number < 0) number += length;
        return number >= 0 && number < length ? (int)number : null;
    }

    /// <summary>The first place, the step, and how many places a slice has; each border is a whole number or null.</summary>
    /// <exception cref="JinjaException">the step is 0</exception>
    public static (int Start, int Step, int Count) Many(BigInteger? start, BigInteger? end, BigInteger? step, int length)
    {
        var by = step ?? BigInteger.One;
        if (by.IsZero) throw new JinjaException("the step of a slice is 0");
        var (least, most) = by > 0 ? (0, length) : (-1, length - 1);
        var from = Place(start, by > 0 ? least : most);
        var to = Place(end, by > 0 ? most : least);
        var distance = by > 0 ? to - from : from - to;
        var size = BigInteger.Abs(by);
        if (distance <= 0) return (0, 1, 0);
        var count = (int)((distance + size - 1) / size);
        return ((int)from, count == 1 ? 1 : (int)by, count);

        BigInteger Place(BigInteger? border, int missing)
        {
            if (border is not { } place) return missing;
            if (place < 0) place += length;
            return BigInteger.Min(BigInteger.Max(place, least), most);
        }
    }

    /// <summary>A whole number, or a truth as 0 or 1; null for anything else.</summary>
    public static BigInteger? Whole(Value value) => value switch
    {
        IntegerValue integer => integer.Number,
        BooleanValue boolean => boolean.IsTrue ? 1 : 0,
        _ => null,
    };
}
