using System.Buffers.Binary;
using System.Text;

namespace Pipelines.Formats.Tests.Safetensors;

/// <summary>Files put together by hand from the format's description, right or wrong.</summary>
internal static class HandMade
{
    public static byte[] File(string header, int dataBytes) =>
        File((ulong)Encoding.UTF8.GetByteCount(header), Encoding.UTF8.GetBytes(header), dataBytes);

    public static byte[] File(ulong claimedHeaderBytes, byte[] header, int dataBytes)
    {
        var file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimedHeaderBytes);
        header.CopyTo(file, 8);
        for (var i = 0; i < dataBytes; i++) file[8 + header.Length + i] = (byte)i;
        return file;
    }
}
