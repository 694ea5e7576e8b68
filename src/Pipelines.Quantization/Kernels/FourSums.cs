using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

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
    public void AddSigned(T codes, int group)
    {
        var weights = T.Shuffle(scales, PartPlaces.Of<T>(group));
        var x = this.codes + 32 * group;
        wholeA = T.Add(wholeA, T.Sums(T.SignedPairs(codes, T.Spread(x)), weights));
        wholeB = T.Add(wholeB, T.Sums(T.SignedPairs(codes, T.Spread(x + columns)), weights));
        wholeC = T.Add(wholeC, T.Sums(T.SignedPairs(codes, T.Spread(x + 2 * columns)), weights));
        wholeD = T.Add(wholeD, T.Sums(T.SignedPairs(codes, T.Spread(x + 3 * columns)), weights));
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
