using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>For 32 columns of a block, where the scales of their two parts stand.</summary>
internal static class PartPlaces
{
    /// <summary>The two bytes of the <paramref name="group"/>-th int16, again and again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(int group) where T : struct, IRegister<T> => T.OfShorts((short)(0x0100 + 0x0202 * group));
}
