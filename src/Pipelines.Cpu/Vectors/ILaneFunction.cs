using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>What becomes of each pair of numbers.</summary>
internal interface ILaneFunction
{
    /// <summary>Sixteen pairs at once.</summary>
    static abstract Vector512<float> Of(Vector512<float> a, Vector512<float> b);
}

/// <summary>Goes through rows of numbers with a function.</summary>
internal static unsafe class LaneFunction<T>
    where T : struct, ILaneFunction
{
    /// <summary>y = f(a, b), number by number; y may be a or b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(float* a, float* b, float* y, int count)
    {
        var i = 0;
        for (; i + Lanes.Count <= count; i += Lanes.Count) T.Of(Vector512.Load(a + i), Vector512.Load(b + i)).Store(y + i);
        if (i < count) Lanes.Store(T.Of(Lanes.Load(a + i, count - i), Lanes.Load(b + i, count - i)), y + i, count - i);
    }
}
