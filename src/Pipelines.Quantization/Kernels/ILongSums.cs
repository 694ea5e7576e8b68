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
