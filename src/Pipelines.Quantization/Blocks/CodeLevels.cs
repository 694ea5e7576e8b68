namespace Pipelines.Quantization;

/// <summary>The kinds of <see cref="ILevels"/> and <see cref="INibbleLevels"/>.</summary>
internal static class CodeLevels
{
    /// <summary>Sixteen that lie closer around 0, where most weights are (ggml-common.h, <c>kvalues_iq4nl</c>).</summary>
    internal readonly struct Uneven : ILevels, INibbleLevels
    {
        public static ReadOnlySpan<sbyte> Ascending => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

        public static ReadOnlySpan<sbyte> OfNibbles => Ascending;

        public static byte Zero => 128;
    }

    /// <summary>
    /// Floating point of a sign, two bits of exponent and one of mantissa, E2M1, twice as large so that all are whole (OCP Microscaling
    /// Formats 1.0, 5.3.3).
    /// </summary>
    internal readonly struct FloatingPoint : ILevels, INibbleLevels
    {
        public static ReadOnlySpan<sbyte> Ascending => [-12, -8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12];

        public static ReadOnlySpan<sbyte> OfNibbles => [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

        public static byte Zero => 16;
    }

    /// <summary>−1, 0, 1.</summary>
    internal readonly struct Ternary : ILevels
    {
        public static ReadOnlySpan<sbyte> Ascending => [-1, 0, 1];
    }
}
