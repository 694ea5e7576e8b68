using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Tokenizers;

/// <summary>
/// Numbers byte strings 0, 1, 2, … in the order they are first seen: an open-addressing hash table whose keys lie end to end in one
/// array, so that a lookup allocates nothing. Not safe for concurrent writers.
/// </summary>
internal sealed class ByteStringTable
{
    private Slot[] slots = new Slot[1024];
    private byte[] bytes = new byte[8192];
    private int[] ends = new int[512];

    /// <summary>How many byte strings are in the table.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they have in all.</summary>
    public int Bytes => Count == 0 ? 0 : ends[Count - 1];

    /// <summary>The byte string numbered <paramref name="index"/>; valid until the next addition.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : ends[index - 1];
            return bytes.AsSpan(start, ends[index] - start);
        }
    }

    /// <summary>The number of <paramref name="key"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        var hash = Hash(key);
        var mask = (uint)slots.Length - 1;
        for (var at = hash & mask; ; at = (at + 1) & mask)
        {
            ref var slot = ref slots[at];
            if (slot.Number == 0) return -1;
            if (slot.Hash == hash && this[slot.Number - 1].SequenceEqual(key)) return slot.Number - 1;
        }
    }

    /// <summary>The number of <paramref name="key"/>, which is added when it is new.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> key, out bool added)
    {
        var hash = Hash(key);
        var mask = (uint)slots.Length - 1;
        for (var at = hash & mask; ; at = (at + 1) & mask)
        {
            ref var slot = ref slots[at];
            if (slot.Number == 0)
            {
                added = true;
                slot = new Slot(hash, Count + 1);
                return Append(key);
            }

            if (slot.Hash == hash && this[slot.Number - 1].SequenceEqual(key))
            {
                added = false;
                return slot.Number - 1;
            }
        }
    }

    /// <summary>Forgets everything, and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(slots);
        Count = 0;
    }

    private int Append(ReadOnlySpan<byte> key)
    {
        var start = Bytes;
        var end = checked(start + key.Length);
        if (end > bytes.Length) Array.Resize(ref bytes, Math.Max(end, (int)Math.Min(2L * bytes.Length, Array.MaxLength)));
        if (Count == ends.Length) Array.Resize(ref ends, ends.Length * 2);
        key.CopyTo(bytes.AsSpan(start));
        ends[Count] = end;
        Count++;
        if (Count * 2 > slots.Length) Grow();
        return Count - 1;
    }

    private void Grow()
    {
        var old = slots;
        slots = new Slot[old.Length * 2];
        var mask = (uint)slots.Length - 1;
        foreach (var slot in old)
        {
            if (slot.Number == 0) continue;
            var at = slot.Hash & mask;
            while (slots[at].Number != 0) at = (at + 1) & mask;
            slots[at] = slot;
        }
    }

    /// <summary>A multiply-and-fold hash, eight bytes at a time; most words take one or two rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<byte> key)
    {
        var hash = (ulong)key.Length * 0x9E3779B97F4A7C15;
        while (key.Length >= 8)
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(key));
            key = key[8..];
        }

        ulong rest = 0;
        if (key.Length >= 4)
        {
            rest = MemoryMarshal.Read<uint>(key) | ((ulong)MemoryMarshal.Read<uint>(key[^4..]) << 32);
        }
        else if (key.Length > 0)
        {
            rest = key[0] | ((uint)key[key.Length >> 1] << 8) | ((uint)key[^1] << 16);
        }

        return (uint)Fold(hash ^ rest);
    }

    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value ^ 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, out var low);
        return high ^ low;
    }

    /// <param name="Hash">the key's hash</param>
    /// <param name="Number">the key's number plus one; 0 in an empty slot</param>
    private readonly record struct Slot(uint Hash, int Number);
}
