using System.Buffers.Binary;

namespace Pipelines.Data;

/// <summary>
/// The first 96 bytes of a token file, little-endian. After it come the tokens (<see cref="Width"/> bytes each), zeros up to a
/// multiple of 8, a (end, bytes) pair of 64-bit integers for each document, and a 16-bit byte length for each token of the
/// vocabulary. The checksum is SHA-256 over that body and then over the header's own first 64 bytes.
/// </summary>
/// <param name="Width">bytes a token: 2, or 4 for vocabularies above 65,536</param>
/// <param name="Tokens">number of tokens, those that end documents included</param>
/// <param name="Documents">number of documents</param>
/// <param name="TextBytes">UTF-8 bytes of all documents' text</param>
/// <param name="Vocab">tokens in the vocabulary</param>
/// <param name="EndOfText">the token after each document</param>
internal readonly record struct TokenFileHeader(int Width, long Tokens, long Documents, long TextBytes, int Vocab, int EndOfText)
{
    /// <summary>Bytes of the header with its checksum.</summary>
    public const int Size = 96;

    /// <summary>Bytes of the header that the checksum covers.</summary>
    public const int Hashed = 64;

    private const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "PIPETOKS"u8;

    public long DocumentsOffset => Size + (Tokens * Width + 7) / 8 * 8;

    public long VocabOffset => DocumentsOffset + Documents * 16;

    public long FileLength => VocabOffset + Vocab * 2L;

    public void Write(Span<byte> header)
    {
        header[..Size].Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Width);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], Tokens);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], Documents);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], TextBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], Vocab);
        BinaryPrimitives.WriteInt32LittleEndian(header[44..], EndOfText);
    }

    /// <exception cref="InvalidTokenFileException">the bytes are no header, or one that contradicts the file's length</exception>
    public static TokenFileHeader Read(ReadOnlySpan<byte> header, long fileLength, string path)
    {
        if (fileLength < Size || !header[..8].SequenceEqual(Magic)) throw new InvalidTokenFileException(path, "is not a token file");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != Version)
            throw new InvalidTokenFileException(path, $"is a token file of version {version}, and this program reads version {Version}");
        var read = new TokenFileHeader(
            BinaryPrimitives.ReadInt32LittleEndian(header[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[44..]));
        // Each count is held against the length before they are multiplied, so that a hostile header cannot overflow.
        if (read.Width is not (2 or 4) || read.Tokens < 0 || read.Tokens > fileLength || read.Documents < 0 || read.Documents > fileLength
            || read.TextBytes < 0 || read.Vocab < 1 || read.EndOfText < 0 || read.EndOfText >= read.Vocab)
            throw new InvalidTokenFileException(path, "has a damaged header");
        if (read.FileLength != fileLength)
            throw new InvalidTokenFileException(path, $"has {fileLength:N0} bytes where its header announces {read.FileLength:N0}");
        return read;
    }
}
