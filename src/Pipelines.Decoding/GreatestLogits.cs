using System.Buffers;
using System.Numerics;

namespace Pipelines.Decoding;

/// <summary>Finds the k greatest of many logits in one pass, against a bar that rises while it goes.</summary>
internal static class GreatestLogits
{
    /// <summary>The tokens of the greatest logits, greatest first; of equal ones the first tokens.</summary>
    /// <param name="logits">[vocab]; no token of minus infinity is chosen</param>
    /// <param name="tokens">[k], at most vocab; filled from the front</param>
    /// <returns>how many there are: k, or fewer where fewer logits are above minus infinity</returns>
    public static int Choose(ReadOnlySpan<float> logits, Span<int> tokens)
    {
        if (tokens.IsEmpty) return 0;
        var room = ArrayPool<ulong>.Shared.Rent(Math.Min(logits.Length, 2 * tokens.Length + 64) + Vector<float>.Count);
        try
        {
            var count = Collect(logits, tokens.Length, room);
            for (var i = 0; i < count; i++) tokens[i] = (int)(uint)room[i];
            return count;
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(room);
        }
    }

    /// <summary>Leaves the places of the k greatest in <paramref name="room"/>, sorted.</summary>
    private static int Collect(ReadOnlySpan<float> logits, int k, ulong[] room)
    {
        var (count, bar, width) = (0, float.NegativeInfinity, Vector<float>.Count);
        for (var from = 0; from < logits.Length; from += width)
        {
            var here = logits.Slice(from, Math.Min(width, logits.Length - from));
            if (here.Length == width && !Vector.GreaterThanAny(new Vector<float>(here), new Vector<float>(bar))) continue;
            for (var i = 0; i < here.Length; i++)
                if (here[i] > bar) room[count++] = Place(here[i], from + i);
            if (count <= room.Length - width) continue;
            // Of equals the earlier is kept, and all that follow are later: only what is above the k-th is looked at from here on.
            Array.Sort(room, 0, count);
            count = Math.Min(count, k);
            if (count == k) bar = logits[(int)(uint)room[k - 1]];
        }

        Array.Sort(room, 0, count);
        return Math.Min(count, k);
    }

    /// <summary>Numbers that ascend as logits descend and, among equals, as tokens ascend.</summary>
    private static ulong Place(float logit, int token)
    {
        var bits = BitConverter.SingleToUInt32Bits(logit + 0f);    // one zero, not two
        return (ulong)((int)bits < 0 ? bits : ~bits & 0x7FFF_FFFF) << 32 | (uint)token;
    }
}
