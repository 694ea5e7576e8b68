namespace Pipelines.Quantization;

/// <summary>Sixteen float32 as the machine holds them. Every way gives the same bits.</summary>
internal unsafe interface ISixteen<T>
    where T : struct, ISixteen<T>
{
    /// <summary>Those at <paramref name="numbers"/>.</summary>
    static abstract T Load<TCodes>(byte* numbers) where TCodes : struct, IFloatCodes;

    /// <summary>sums + a · b, rounded once where the machine can.</summary>
    static abstract T MultiplyAdd(T sums, T a, T b);

    /// <summary>All of them together.</summary>
    static abstract float Total(T lanes);
}
