using System.Buffers.Binary;
using System.Numerics;

namespace Pipelines.Tracking.TensorBoard;

/// <summary>
/// The frames of a TFRecord file: the length of the data as eight bytes, a checksum of those, the data, a checksum of it; all of it little
/// endian. A checksum is a CRC-32C (RFC 3720, appendix B.4), turned right by 15 bits, plus 0xa282ead8, so that data which holds checksums
/// itself can be summed too.
/// </summary>
internal static class RecordFraming
{
    private const uint Mask = 0xa282ead8;

    /// <summary>Writes a record.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        stream.Write(length);
        WriteChecksum(stream, length);
        stream.Write(data);
        WriteChecksum(stream, data);
    }

    /// <summary>The checksum as it stands in the file.</summary>
    public static uint Masked(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc32C(data), 15) + Mask;

    /// <summary>CRC-32C, as RFC 3720 has it: begun with ones and inverted at the end.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var one in data) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    private static void WriteChecksum(Stream stream, ReadOnlySpan<byte> data)
    {
        Span<byte> four = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(four, Masked(data));
        stream.Write(four);
    }
}
