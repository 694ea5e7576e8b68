using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Quantization;

/// <summary>Codes of four bits as what they stand for.</summary>
internal static unsafe class NibbleCodes<TLevels>
    where TLevels : struct, INibbleLevels
{
    /// <summary>The levels of 32 columns, whose codes are the 16 bytes at <paramref name="row"/> and at <paramref name="next"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(byte* row, byte* next) where T : struct, IRegister<T> =>
        T.Shuffle(T.SpreadHalf(Unsafe.AsPointer(ref MemoryMarshal.GetReference(TLevels.OfNibbles))), T.LoadNibbles(row, next));
}
