using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace Pipelines.Data;

/// <summary>
/// Documents as tokens, one after another with an end-of-text token after each, mapped into memory rather than read. The file
/// knows its documents' boundaries and the bytes of text behind each token, so that a loss in nats a token can be told in bits a
/// byte, which compares across tokenizers.
/// </summary>
public sealed unsafe class TokenFile : IDisposable
{
    private const int ChecksumBlock = 1 << 20;

    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* bytes;
    private readonly TokenFileHeader header;

    private TokenFile(string path, MemoryMappedFile map, TokenFileHeader header)
    {
        (Path, this.map, this.header) = (path, map, header);
        view = map.CreateViewAccessor(0, header.FileLength, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
        bytes += view.PointerOffset;
        Checksum = Convert.ToHexStringLower(new ReadOnlySpan<byte>(bytes + TokenFileHeader.Hashed, SHA256.HashSizeInBytes));
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Number of tokens, those that end documents included.</summary>
    public long Count => header.Tokens;

    /// <summary>Number of documents.</summary>
    public long Documents => header.Documents;

    /// <summary>UTF-8 bytes of all documents' text.</summary>
    public long TextBytes => header.TextBytes;

    /// <summary>Tokens in the vocabulary that it was made with.</summary>
    public int Vocab => header.Vocab;

    /// <summary>The token after each document.</summary>
    public int EndOfText => header.EndOfText;

    /// <summary>Bytes that a token takes in the file: 2 or 4.</summary>
    public int Width => header.Width;

    /// <summary>SHA-256 of all it holds, in hexadecimal: equal for equal content.</summary>
    public string Checksum { get; }

    /// <summary>Maps a file that <see cref="TokenFileWriter"/> made and verifies its checksum.</summary>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    /// <exception cref="InvalidTokenFileException">it is not a token file, cut short, or changed since it was written</exception>
    public static TokenFile Open(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[TokenFileHeader.Size];
        stream.ReadAtLeast(start, TokenFileHeader.Size, throwOnEndOfStream: false);
        var header = TokenFileHeader.Read(start, stream.Length, path);
        var file = new TokenFile(path, MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read), header);
        try
        {
            file.Verify();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Copies the tokens from <paramref name="start"/> on, as many as <paramref name="destination"/> holds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">they go past the last token</exception>
    public void Read(long start, Span<long> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + destination.Length, Count, nameof(start));
        var at = bytes + TokenFileHeader.Size + start * Width;
        if (Width == 2)
            for (var i = 0; i < destination.Length; i++) destination[i] = ((ushort*)at)[i];
        else
            for (var i = 0; i < destination.Length; i++) destination[i] = ((uint*)at)[i];
    }

    /// <summary>One document: its first token, how many it has without its end-of-text, and the UTF-8 bytes of its text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">there is no such document</exception>
    public (long Start, int Count, long Bytes) Document(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Documents);
        var row = (long*)(bytes + header.DocumentsOffset) + index * 2;
        var start = index == 0 ? 0 : row[-2];
        return (start, (int)(row[0] - start - 1), row[1]);
    }

    /// <summary>Bytes of text behind a token; 0 for special tokens.</summary>
    /// <param name="token">in [0, <see cref="Vocab"/>)</param>
    public int BytesOf(long token)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, Vocab);
        return ((ushort*)(bytes + header.VocabOffset))[token];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    private void Verify()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = (long)TokenFileHeader.Size; at < header.FileLength; at += ChecksumBlock)
            hash.AppendData(new ReadOnlySpan<byte>(bytes + at, (int)Math.Min(ChecksumBlock, header.FileLength - at)));
        hash.AppendData(new ReadOnlySpan<byte>(bytes, TokenFileHeader.Hashed));
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != Checksum)
            throw new InvalidTokenFileException(Path, "does not match its checksum");
    }
}
