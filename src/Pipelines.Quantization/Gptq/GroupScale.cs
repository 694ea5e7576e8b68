namespace Pipelines.Quantization;

/// <summary>
/// The scale of a group of weights in 4 bits: of the levels −8 to 7 times a scale, those that come nearest to the weights in the sum of
/// squares. A few great weights are cut off where the others gain by it.
/// </summary>
internal static class GroupScale
{
    /// <summary>Levels that the greatest magnitude is tried at, the common 7.5 among them.</summary>
    private static readonly float[] Greatest = [7f, 7.5f, 8f, 8.5f, 9f, 9.5f, 10f, 11f];

    /// <summary>The scale, as half precision has it: positive and finite.</summary>
    /// <param name="weights">the group's</param>
    public static Half Of(ReadOnlySpan<float> weights)
    {
        var greatest = 0f;
        foreach (var weight in weights) greatest = Math.Max(greatest, Math.Abs(weight));
        if (greatest == 0) return Half.One;
        var (best, least) = (Half.One, double.PositiveInfinity);
        foreach (var level in Greatest)
        {
            var scale = Half.Clamp((Half)(greatest / level), Half.Epsilon, Half.MaxValue);
            var error = Error(weights, (float)scale);
            if (error < least) (best, least) = (scale, error);
        }
        return best;
    }

    /// <summary>The level nearest to a weight, from −8 to 7; halves go to the even one.</summary>
    public static int Level(float weight, float scale) => (int)Math.Clamp(MathF.Round(weight / scale), -8, 7);

    private static double Error(ReadOnlySpan<float> weights, float scale)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            var error = weight - (scale * Level(weight, scale));
            sum += error * error;
        }
        return sum;
    }
}
