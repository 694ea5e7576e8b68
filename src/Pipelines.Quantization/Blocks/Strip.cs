using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// Sixteen parts of blocks beside each other, element by element, so that a lane holds a part and what is computed for a part – sums, a
/// scale, an error – never crosses lanes. Arrays of a strip are [length, 16], those of its parts [16].
/// </summary>
/// <param name="length">values of a part: 16, 32 or 256</param>
internal sealed class Strip(int length)
{
    /// <summary>Parts of a strip.</summary>
    public const int Parts = 16;

    /// <summary>What is encoded; 0 where the rows have ended.</summary>
    public float[] Values { get; } = new float[length * Parts];

    /// <summary>What the squared error of each value counts for.</summary>
    public float[] Weights { get; } = CreateOnes(length * Parts);

    /// <summary>The codes that were found, whole numbers.</summary>
    public float[] Codes { get; } = new float[length * Parts];

    /// <summary>What a step of a part's codes is worth.</summary>
    public float[] Scales { get; } = new float[Parts];

    /// <summary>What a part's codes start from.</summary>
    public float[] Minimums { get; } = new float[Parts];

    /// <summary>How the parts of a type with blocks of 256 share steps of their blocks.</summary>
    public PartSteps Steps { get; } = new();

    /// <summary>Others that are tried.</summary>
    public PartSteps Trial { get; } = new();

    /// <summary>Lays rows out in lanes.</summary>
    /// <param name="values">at most 16 parts</param>
    /// <param name="importance">[columns], or none</param>
    /// <param name="column">where in its row the first value stands</param>
    public void Gather(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, int column)
    {
        var parts = values.Length / length;
        if (parts < Parts) Array.Clear(Values);
        Transpose(values, Values, parts);
        if (importance.Length == 0) return;
        for (var part = 0; part < parts; part++)
        {
            var weights = importance.Slice((column + part * length) % importance.Length, length);
            for (var i = 0; i < weights.Length; i++) Weights[i * Parts + part] = weights[i];
        }
    }

    /// <summary>The value farthest from 0, with its sign, in each lane's part; of equals the first.</summary>
    /// <param name="part">of the first lane</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Farthest<T>(int part)
        where T : struct, ILanes<T>
    {
        var (size, farthest) = (T.Of(0), T.Of(0));
        for (var at = part; at < Values.Length; at += Parts)
        {
            var x = T.Load(Values.AsSpan(at));
            farthest = T.IfLess(size, T.Abs(x), x, farthest);
            size = T.Max(size, T.Abs(x));
        }
        return farthest;
    }

    /// <summary>The codes of one part.</summary>
    /// <param name="part">which</param>
    /// <param name="codes">[length], signed codes as two's complement</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TakeCodes(int part, Span<byte> codes)
    {
        for (var i = 0; i < codes.Length; i++) codes[i] = (byte)(int)Codes[i * Parts + part];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transpose(ReadOnlySpan<float> values, float[] lanes, int parts)
    {
        for (var part = 0; part < parts; part++)
        {
            var row = values.Slice(part * length, length);
            for (var i = 0; i < row.Length; i++) lanes[i * Parts + part] = row[i];
        }
    }

    private static float[] CreateOnes(int count)
    {
        var ones = new float[count];
        Array.Fill(ones, 1f);
        return ones;
    }
}
