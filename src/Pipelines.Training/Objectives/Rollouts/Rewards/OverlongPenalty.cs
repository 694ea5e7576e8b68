namespace Pipelines.Training;

/// <summary>
/// What a long answer loses before it reaches the longest length that is allowed (Yu et al., arXiv:2503.14476, equation 13): nothing up to
/// longest − margin tokens, then evenly more, and 1 at the longest.
/// </summary>
public static class OverlongPenalty
{
    /// <summary>What is added to the reward, in [−1, 0].</summary>
    /// <param name="length">tokens of the answer</param>
    /// <param name="longest">most tokens of an answer</param>
    /// <param name="margin">tokens over which the penalty grows; 0 for none</param>
    public static double Of(int length, int longest, int margin)
    {
        if (margin == 0) return 0;
        return -Math.Clamp((length - (longest - margin)) / (double)margin, 0, 1);
    }
}
