using System.Numerics;

namespace Pipelines.Quantization;

/// <summary>Refuses what no scale can hold.</summary>
internal static class Finite
{
    /// <exception cref="ArgumentException">a value is infinite or NaN</exception>
    public static void Check(ReadOnlySpan<float> values, int columns)
    {
        // A number less itself is 0, unless it is not finite: then it is NaN, and so is every sum with it.
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var x = new Vector<float>(values[i..]);
            sum += x - x;
        }

        var rest = 0f;
        for (; i < values.Length; i++) rest += values[i] - values[i];
        if (sum == Vector<float>.Zero && rest == 0) return;
        for (i = 0; float.IsFinite(values[i]);) i++;
        throw new ArgumentException(
            $"row {i / columns} has {values[i]} at column {i % columns}; only finite numbers can be quantized", nameof(values));
    }
}
