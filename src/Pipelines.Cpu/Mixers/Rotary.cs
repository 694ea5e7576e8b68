using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipelines.Modules;

namespace Pipelines.Cpu;

/// <summary>
/// Turns pairs of channels by angles that grow with the position (Su et al. 2021): channel i with the one half of those that turn further
/// on, or, interleaved, with its neighbour. Cosines and sines are kept for the positions reached so far.
/// </summary>
/// <param name="frequencies">how fast each pair turns</param>
/// <param name="context">most positions</param>
/// <param name="interleaved">
/// whether neighbours pair; the result then has the first of every pair before all the second ones, which queries and keys share
/// </param>
internal sealed unsafe class Rotary(RopeFrequencies frequencies, int context, bool interleaved) : IDisposable
{
    private readonly int pairs = frequencies.Values.Length;
    private NativeFloats? table;    // [positions so far, 2, pairs]
    private int reached;

    /// <summary>Makes the table hold the positions before this one.</summary>
    public void Reach(int positions)
    {
        if (positions <= reached) return;
        reached = Math.Max(positions, Math.Min(context, 2 * positions));
        table?.Dispose();
        table = new NativeFloats(2L * reached * pairs);
        var at = table.First;
        for (var position = 0; position < reached; position++, at += 2 * pairs)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                var angle = position * frequencies.Values[pair];
                at[pair] = (float)(frequencies.AttentionFactor * Math.Cos(angle));
                at[pairs + pair] = (float)(frequencies.AttentionFactor * Math.Sin(angle));
            }
        }
    }

    /// <summary>Turns the first channels of a head in place.</summary>
    /// <param name="head">[channels]</param>
    /// <param name="position">below what was reached</param>
    [SkipLocalsInit]
    public void Turn(float* head, int position)
    {
        var cos = table!.First + 2L * position * pairs;
        if (interleaved)
        {
            var apart = stackalloc float[2 * pairs];
            for (var pair = 0; pair < pairs; pair++) (apart[pair], apart[pairs + pair]) = (head[2 * pair], head[2 * pair + 1]);
            Unsafe.CopyBlockUnaligned(head, apart, (uint)(2 * pairs * sizeof(float)));
        }
        Turn(head, head + pairs, cos, cos + pairs);
    }

    public void Dispose() => table?.Dispose();

    private void Turn(float* first, float* second, float* cos, float* sin)
    {
        var i = 0;
        for (; i + Lanes.Count <= pairs; i += Lanes.Count)
        {
            var (a, b, c, s) = (Vector512.Load(first + i), Vector512.Load(second + i), Vector512.Load(cos + i), Vector512.Load(sin + i));
            (a * c - b * s).Store(first + i);
            (b * c + a * s).Store(second + i);
        }
        for (; i < pairs; i++)
        {
            var (a, b) = (first[i], second[i]);
            (first[i], second[i]) = (a * cos[i] - b * sin[i], b * cos[i] + a * sin[i]);
        }
    }
}
