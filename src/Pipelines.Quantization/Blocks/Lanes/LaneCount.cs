using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>The widths of <see cref="ILanes{T}"/>.</summary>
internal static class LaneCount
{
    /// <summary>Those that this machine has registers for, narrowest first.</summary>
    public static readonly IReadOnlyList<int> All =
    [
        1,
        .. Vector128.IsHardwareAccelerated ? [Lanes4.Count] : Array.Empty<int>(),
        .. Vector256.IsHardwareAccelerated ? [Lanes8.Count] : Array.Empty<int>(),
        .. Vector512.IsHardwareAccelerated ? [Lanes16.Count] : Array.Empty<int>(),
    ];

    /// <summary>What is used unless a test says otherwise.</summary>
    public static int Widest => All[^1];
}
