using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>What becomes of one row of W, or two, and some rows of x.</summary>
internal unsafe interface ILongSums<TSelf, T> : IPartSums<T>
    where TSelf : struct, ILongSums<TSelf, T>
    where T : struct, IRegister<T>
{
    /// <summary>Nothing yet, with the rows of x from <paramref name="at"/>.</summary>
    static abstract TSelf Of(in InputRows x, int at);

    /// <summary>Begins a block.</summary>
    /// <param name="scales">of its parts, int16</param>
    void Begin(T scales);

    /// <summary>Ends a block.</summary>
    /// <param name="scale">what the sums count for, float32</param>
    /// <param name="minimum">what the products of minimums count for, float32</param>
    /// <param name="minimums">of the parts, int16</param>
    void End(T scale, T minimum, T minimums);

    /// <summary>Writes the products, two for each row of x.</summary>
    void Total(float* products);
}

/// <summary>For 32 columns of a block, where the scales of their two parts stand.</summary>
internal static class PartPlaces
{
    /// <summary>The two bytes of the <paramref name="group"/>-th int16, again and again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(int group) where T : struct, IRegister<T> => T.OfShorts((short)(0x0100 + 0x0202 * group));
}

/// <summary>One row of x.</summary>
internal unsafe struct OneSum<T> : ILongSums<OneSum<T>, T>
    where T : struct, IRegister<T>
{
    private sbyte* codes;
    private float* xScales;
    private byte* xSums;
    private T scales, whole, sums;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneSum<T> Of(in InputRows x, int at) => new()
    {
        codes = x.Codes + (long)at * x.Columns,
        xScales = x.Scales + (long)at * x.Blocks,
        xSums = x.Sums + (long)at * x.SumBytes,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(T scales) => (this.scales, whole) = (scales, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T codes, int group)
    {
        var pairs = T.Pairs(codes, T.Spread(this.codes + 32 * group));
        whole = T.Add(whole, T.Sums(pairs, T.Shuffle(scales, PartPlaces.Of<T>(group))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(T scale, T minimum, T minimums)
    {
        sums = T.MultiplyAdd(sums, T.Multiply(scale, *xScales), whole);
        sums = T.MultiplyAdd(sums, T.Multiply(minimum, *xScales), T.Sums(minimums, T.Spread(xSums)));
        codes += 256;
        xScales++;
        xSums += 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Total(float* products) => T.Total(sums, products, products + 1);
}

/// <summary>Four rows of x, which share the reading of codes.</summary>
internal unsafe struct FourSums<T> : ILongSums<FourSums<T>, T>
    where T : struct, IRegister<T>
{
    private sbyte* codes;
    private float* xScales;
    private byte* xSums;
    private long columns, blocks, sumBytes;
    private T scales, wholeA, wholeB, wholeC, wholeD, a, b, c, d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourSums<T> Of(in InputRows x, int at) => new()
    {
        codes = x.Codes + (long)at * x.Columns,
        xScales = x.Scales + (long)at * x.Blocks,
        xSums = x.Sums + (long)at * x.SumBytes,
        columns = x.Columns,
        blocks = x.Blocks,
        sumBytes = x.SumBytes,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(T scales)
    {
        this.scales = scales;
        wholeA = wholeB = wholeC = wholeD = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T codes, int group)
    {
        var weights = T.Shuffle(scales, PartPlaces.Of<T>(group));
        var x = this.codes + 32 * group;
        wholeA = T.Add(wholeA, T.Sums(T.Pairs(codes, T.Spread(x)), weights));
        wholeB = T.Add(wholeB, T.Sums(T.Pairs(codes, T.Spread(x + columns)), weights));
        wholeC = T.Add(wholeC, T.Sums(T.Pairs(codes, T.Spread(x + 2 * columns)), weights));
        wholeD = T.Add(wholeD, T.Sums(T.Pairs(codes, T.Spread(x + 3 * columns)), weights));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(T scale, T minimum, T minimums)
    {
        a = Add(a, wholeA, 0, scale, minimum, minimums);
        b = Add(b, wholeB, 1, scale, minimum, minimums);
        c = Add(c, wholeC, 2, scale, minimum, minimums);
        d = Add(d, wholeD, 3, scale, minimum, minimums);
        codes += 256;
        xScales++;
        xSums += 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Total(float* products)
    {
        T.Total(a, products, products + 1);
        T.Total(b, products + 2, products + 3);
        T.Total(c, products + 4, products + 5);
        T.Total(d, products + 6, products + 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly T Add(T sums, T whole, int row, T scale, T minimum, T minimums)
    {
        var xScale = xScales[row * blocks];
        sums = T.MultiplyAdd(sums, T.Multiply(scale, xScale), whole);
        return T.MultiplyAdd(sums, T.Multiply(minimum, xScale), T.Sums(minimums, T.Spread(xSums + row * sumBytes)));
    }
}
