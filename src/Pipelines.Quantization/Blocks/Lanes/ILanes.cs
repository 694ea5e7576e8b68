namespace Pipelines.Quantization;

/// <summary>
/// Some float32 abreast that one instruction works on. Every operation rounds as IEEE 754 says and no lane looks at its neighbours, so
/// that what is written over lanes computes the same bits at every width; <see cref="Lanes1"/>, plain C#, defines which.
/// </summary>
internal interface ILanes<T>
    where T : struct, ILanes<T>
{
    /// <summary>How many they are: 1, 4, 8 or 16.</summary>
    static abstract int Count { get; }

    /// <summary><paramref name="value"/> in every lane.</summary>
    static abstract T Of(float value);

    /// <summary>The first <see cref="Count"/> of <paramref name="values"/>.</summary>
    static abstract T Load(ReadOnlySpan<float> values);

    /// <summary>The first <see cref="Count"/> of <paramref name="bytes"/>, shifted right by <paramref name="shift"/>, and masked.</summary>
    static abstract T Load(ReadOnlySpan<byte> bytes, int shift, int mask);

    /// <summary>The first <see cref="Count"/> of <paramref name="values"/>.</summary>
    static abstract T Load(ReadOnlySpan<sbyte> values);

    /// <summary>1 in each lane whose bit of <paramref name="bits"/> is set, 0 in the others; lane 0 has the lowest.</summary>
    static abstract T Flags(uint bits);

    /// <summary>What nibbles stand for in a table of 16: those of the first <see cref="Count"/> of <paramref name="bytes"/>.</summary>
    static abstract T Lookup(ReadOnlySpan<sbyte> table, ReadOnlySpan<byte> bytes, int shift);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>To the nearest whole number, of two to the even one.</summary>
    static abstract T Round(T a);

    /// <summary>Towards zero.</summary>
    static abstract T Truncate(T a);

    /// <summary>Without the sign.</summary>
    static abstract T Abs(T a);

    /// <summary>The lesser of each two, none of them NaN; of two zeros any.</summary>
    static abstract T Min(T a, T b);

    /// <summary>The greater of each two, none of them NaN; of two zeros any.</summary>
    static abstract T Max(T a, T b);

    /// <summary><paramref name="then"/> where a is less than b, <paramref name="otherwise"/> in the other lanes.</summary>
    static abstract T IfLess(T a, T b, T then, T otherwise);

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, T b);

    static abstract T operator /(T a, T b);

    /// <summary>Writes the lanes to the first <see cref="Count"/> of <paramref name="values"/>.</summary>
    void Store(Span<float> values);
}
