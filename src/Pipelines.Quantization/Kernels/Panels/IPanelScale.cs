using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>How panels keep what codes count for, in two bytes.</summary>
internal unsafe interface IPanelScale
{
    /// <summary>The two bytes of a scale, which they hold exactly.</summary>
    static abstract ushort Bits(float scale);

    /// <summary>Eight scales.</summary>
    static abstract Vector256<float> ReadEight(byte* bytes);
}
