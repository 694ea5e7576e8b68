namespace Pipelines.Quantization;

/// <summary>What to multiply by instead of dividing by a scale.</summary>
internal static class Reciprocal
{
    /// <summary>1 / scale; 0 for a scale so small that half precision keeps nothing of it, under which all codes are the same.</summary>
    public static T Of<T>(T scale)
        where T : struct, ILanes<T>
        => T.IfLess(T.Of(1 / float.MaxValue), T.Abs(scale), T.Of(1) / scale, T.Of(0));
}
