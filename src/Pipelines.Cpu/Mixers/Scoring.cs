using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>How products of queries and keys become scores, and who sees whom.</summary>
/// <param name="Scale">factor of the products</param>
/// <param name="Window">how many tokens back one sees, itself included; 0 for all</param>
/// <param name="Softcap">c in c · tanh(score / c); 0 for none</param>
/// <param name="Slopes">how fast each head's scores fall with distance; null where they do not</param>
/// <param name="Sinks">a score of each head beside those of the keys, with nothing behind it; null where there is none</param>
internal sealed record Scoring(double Scale, int Window = 0, double Softcap = 0, float[]? Slopes = null, NativeFloats? Sinks = null)
{
    private static readonly Vector512<float> Places = Vector512.CreateSequence(0f, 1f);

    /// <summary>The first place that a token sees.</summary>
    public int Seen(int position) => Window == 0 ? 0 : Math.Max(0, position - Window + 1);

    /// <summary>Products of one query with sixteens of keys become scores; −∞ where it does not see the key.</summary>
    /// <param name="products">changed in place</param>
    /// <param name="first">where the first key stands</param>
    /// <param name="count">how many there are, a multiple of sixteen</param>
    /// <param name="position">where the query stands</param>
    /// <param name="head">the query's head</param>
    /// <returns>the greatest</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe float Apply(float* products, int first, int count, int position, int head)
    {
        var greatest = Vector512.Create(float.NegativeInfinity);
        var seen = Seen(position);
        for (var i = 0; i < count; i += Lanes.Count)
        {
            var scores = Bend(Vector512.Load(products + i));
            var key = first + i;
            if (Slopes is not null) scores -= (Vector512.Create((float)(position - key)) - Places) * Slopes[head];
            if (key < seen || key + Lanes.Count - 1 > position)
            {
                var places = Places + Vector512.Create((float)key);
                var hidden = Vector512.LessThan(places, Vector512.Create((float)seen))
                    | Vector512.GreaterThan(places, Vector512.Create((float)position));
                scores = Vector512.ConditionalSelect(hidden, Vector512.Create(float.NegativeInfinity), scores);
            }
            scores.Store(products + i);
            greatest = Vector512.Max(greatest, scores);
        }
        return Lanes.Max(greatest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> Bend(Vector512<float> products) => Softcap == 0
        ? products * (float)Scale
        : Exponential.Tanh(products * (float)(Scale / Softcap)) * (float)Softcap;
}
