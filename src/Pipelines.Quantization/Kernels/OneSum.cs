using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

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
    public void Add(T codes, int group) => AddPairs(T.Pairs(codes, T.Spread(this.codes + 32 * group)), group);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSigned(T codes, int group) => AddPairs(T.SignedPairs(codes, T.Spread(this.codes + 32 * group)), group);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddPairs(T pairs, int group) =>
        whole = T.Add(whole, T.Sums(pairs, T.Shuffle(scales, PartPlaces.Of<T>(group))));
}
