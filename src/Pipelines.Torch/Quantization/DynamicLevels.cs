namespace Pipelines.Torch;

/// <summary>
/// The 8-bit dynamic type (Dettmers, arXiv:1511.04561): 256 levels in [-1, 1] or [0, 1], where a value has as many decimal exponents as
/// bits, and the fraction what the exponent leaves. Each exponent 10^(i-6) divides [0.1, 1] into equal parts, and their middles are its
/// levels: 2^i parts of each sign, or 2^(i+1) without sign; 0 and 1 complete them.
/// </summary>
public static class DynamicLevels
{
    private const int Exponents = 7;

    /// <summary>Levels of values of either sign, ascending.</summary>
    public static IReadOnlyList<float> Signed { get; } = Levels(signed: true);

    /// <summary>Levels of values that are never negative, ascending.</summary>
    public static IReadOnlyList<float> Unsigned { get; } = Levels(signed: false);

    private static float[] Levels(bool signed)
    {
        var levels = new List<float> { 0, 1 };
        for (var i = 0; i < Exponents; i++)
        {
            var parts = 1 << (signed ? i : i + 1);
            for (var part = 0; part < parts; part++)
            {
                var level = (float)(Math.Pow(10, i - (Exponents - 1)) * (0.1 + (0.9 * (part + 0.5) / parts)));
                levels.Add(level);
                if (signed) levels.Add(-level);
            }
        }
        levels.Sort();
        return [.. levels];
    }
}
