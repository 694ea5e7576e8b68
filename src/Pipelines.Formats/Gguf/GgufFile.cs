using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Pipelines.Formats.Gguf;

/// <summary>
/// One <c>.gguf</c> file, open for reading. Only the header is read when it opens; a tensor's bytes come from the memory-mapped file when
/// they are asked for. Format: ggml-org/ggml, docs/gguf.md.
/// </summary>
public sealed unsafe class GgufFile : IDisposable
{
    private readonly Dictionary<string, GgufTensor> byName;
    private readonly GgufHeader header;
    private readonly MappedFile map;

    private GgufFile(string path, FileStream stream, GgufHeader header)
    {
        this.header = header;
        Path = path;
        byName = header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        map = new MappedFile(stream, MemoryMappedFileAccess.Read);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The version of the format that it is of: 2 or 3.</summary>
    public int Version => (int)header.Version;

    /// <summary>The multiple of bytes at which each tensor begins.</summary>
    public long Alignment => header.Alignment;

    /// <summary>Its keys and values.</summary>
    public GgufMetadata Metadata => header.Metadata;

    /// <summary>Its tensors, in the order of their bytes.</summary>
    public IReadOnlyList<GgufTensor> Tensors => header.Tensors;

    /// <summary>Opens a file and checks its header against every rule of the format.</summary>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    /// <exception cref="GgufException">it is not a valid GGUF file, or has a tensor of a type that is not read</exception>
    public static GgufFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            return new GgufFile(path, stream, GgufHeader.Read(path, stream));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file begins as GGUF files do; false as well where there is no such file.</summary>
    public static bool Is(string path)
    {
        if (!File.Exists(path)) return false;
        using var stream = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual("GGUF"u8);
    }

    /// <summary>The tensor called <paramref name="name"/>, or null.</summary>
    public GgufTensor? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The bytes of a tensor, row after row: good until the file is disposed.</summary>
    /// <exception cref="ArgumentException">it is longer than a span can be; read it in parts</exception>
    public ReadOnlySpan<byte> Bytes(GgufTensor tensor)
    {
        if (tensor.ByteCount > int.MaxValue)
            throw new ArgumentException($"'{tensor.Name}' has {tensor.ByteCount} bytes, more than a span holds", nameof(tensor));
        return Bytes(tensor, 0, (int)tensor.ByteCount);
    }

    /// <summary>A part of the bytes of a tensor: <paramref name="count"/> from <paramref name="offset"/> within it.</summary>
    /// <exception cref="ArgumentException">the tensor is not of this file</exception>
    /// <exception cref="ArgumentOutOfRangeException">the part is not within the tensor</exception>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    public ReadOnlySpan<byte> Bytes(GgufTensor tensor, long offset, int count) => map.Bytes(Place(tensor, offset, count), count);

    /// <summary>Where the bytes of a tensor lie in memory, for reading: the pages cannot be written to.</summary>
    /// <param name="tensor">one of <see cref="Tensors"/></param>
    /// <param name="offset">bytes of it to skip</param>
    /// <param name="owner">keeps the memory valid beyond <see cref="Dispose"/> for as long as it is counted up</param>
    /// <exception cref="ArgumentException">the tensor is not of this file</exception>
    /// <exception cref="ArgumentOutOfRangeException">the place is not within the tensor</exception>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    public byte* Memory(GgufTensor tensor, long offset, out SafeHandle owner) => map.Memory(Place(tensor, offset, 0), out owner);

    /// <inheritdoc/>
    public void Dispose() => map.Dispose();

    /// <returns>where in the file the part begins</returns>
    private long Place(GgufTensor tensor, long offset, int count)
    {
        ObjectDisposedException.ThrowIf(map.IsClosed, this);
        if (!ReferenceEquals(Find(tensor.Name), tensor)) throw new ArgumentException($"'{tensor.Name}' is not of {Path}", nameof(tensor));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, tensor.ByteCount - offset);
        return header.DataStart + tensor.Begin + offset;
    }
}
