using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>
/// Writes a <see cref="TokenFile"/> document by document. It grows under a temporary name; <see cref="Complete"/> syncs it to disk
/// and renames it, so that a file of the right name is a whole one, whatever stops the program.
/// </summary>
public sealed class TokenFileWriter : IDisposable
{
    private readonly string path;
    private readonly string temporary;
    private readonly FileStream stream;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ushort[] tokenBytes;
    private readonly int endOfText;
    private readonly int width;
    private readonly List<long> documents = [];
    private byte[] buffer = [];
    private long tokens;
    private long textBytes;

    /// <summary>Begins a file.</summary>
    /// <param name="path">where it will lie; a file there is replaced when this one is complete</param>
    /// <param name="tokenBytes">bytes of text behind each token of the vocabulary; 0 for special tokens</param>
    /// <param name="endOfText">the token to put after each document</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="endOfText"/> is not in the vocabulary</exception>
    /// <exception cref="IOException">the folder cannot be written</exception>
    public TokenFileWriter(string path, ReadOnlySpan<int> tokenBytes, int endOfText)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(endOfText);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(endOfText, tokenBytes.Length);
        this.path = path;
        this.endOfText = endOfText;
        this.tokenBytes = new ushort[tokenBytes.Length];
        for (var token = 0; token < tokenBytes.Length; token++) this.tokenBytes[token] = checked((ushort)tokenBytes[token]);
        width = tokenBytes.Length <= 1 << 16 ? 2 : 4;
        temporary = $"{path}.{Environment.ProcessId}.partial";
        stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        stream.Write(new byte[TokenFileHeader.Size]);
    }

    /// <summary>Writes documents as a tokenizer sees them, encoded by all processors.</summary>
    /// <param name="path">where the file will lie</param>
    /// <param name="documents">their texts; one that spells a special token keeps it as text</param>
    /// <param name="tokenizer">encodes them; must have an end-of-text token</param>
    /// <param name="progress">is told after each document how many there are and the UTF-8 bytes of their text</param>
    /// <param name="cancellation">ends the writing and leaves nothing behind</param>
    /// <exception cref="ArgumentException">the tokenizer has no end-of-text token</exception>
    /// <exception cref="IOException">the file cannot be written</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public static void Write(
        string path,
        IEnumerable<string> documents,
        Tokenizer tokenizer,
        IProgress<(long Documents, long Bytes)>? progress = null,
        CancellationToken cancellation = default)
    {
        var endOfText = tokenizer.EndOfText
            ?? throw new ArgumentException("the tokenizer has no end-of-text token to put between documents: give it a special token");
        var bytes = new int[tokenizer.VocabSize];
        for (var token = 0; token < bytes.Length; token++)
            if (!tokenizer.IsSpecial(token)) bytes[token] = tokenizer.TokenBytes(token).Length;
        using var writer = new TokenFileWriter(path, bytes, endOfText);
        foreach (var tokens in tokenizer.EncodeAll(documents, new EncodeOptions { SpecialTokensAsText = true }, cancellation))
        {
            writer.Add(tokens);
            progress?.Report((writer.documents.Count / 2, writer.textBytes));
        }

        writer.Complete();
    }

    /// <summary>Appends one document and the token that ends it.</summary>
    /// <param name="document">its tokens</param>
    /// <exception cref="ArgumentOutOfRangeException">a token is not in the vocabulary</exception>
    public void Add(ReadOnlySpan<int> document)
    {
        var length = (document.Length + 1) * width;
        if (buffer.Length < length) buffer = new byte[Math.Max(length, buffer.Length * 2)];
        var bytes = 0L;
        for (var i = 0; i < document.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)document[i], (uint)tokenBytes.Length, nameof(document));
            bytes += tokenBytes[document[i]];
            Put(i, document[i]);
        }

        Put(document.Length, endOfText);
        Append(buffer.AsSpan(0, length));
        tokens += document.Length + 1;
        textBytes += bytes;
        documents.Add(tokens);
        documents.Add(bytes);
    }

    /// <summary>Writes the tables and the header, syncs the file to disk and gives it its name.</summary>
    public void Complete()
    {
        var header = new TokenFileHeader(width, tokens, documents.Count / 2, textBytes, tokenBytes.Length, endOfText);
        Append(new byte[header.DocumentsOffset - TokenFileHeader.Size - tokens * width]);
        Append(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(documents)));
        Append(MemoryMarshal.AsBytes<ushort>(tokenBytes));
        var start = new byte[TokenFileHeader.Size];
        header.Write(start);
        hash.AppendData(start.AsSpan(0, TokenFileHeader.Hashed));
        hash.GetHashAndReset().CopyTo(start, TokenFileHeader.Hashed);
        stream.Position = 0;
        stream.Write(start);
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Ends the writing; a file that was not completed leaves nothing behind.</summary>
    public void Dispose()
    {
        stream.Dispose();
        hash.Dispose();
        File.Delete(temporary);
    }

    private void Put(int index, int token)
    {
        if (width == 2) BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(index * 2), (ushort)token);
        else BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(index * 4), token);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        stream.Write(bytes);
    }
}
