using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Pipelines.Formats.Safetensors;

/// <summary>
/// One <c>.safetensors</c> file, open for reading. Only the header is read when it opens; a tensor's bytes come from the
/// memory-mapped file when they are asked for. Format: huggingface/safetensors, README.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly Dictionary<string, SafetensorsTensor> byName;
    private readonly MappedFile map;
    private readonly long dataStart;

    private SafetensorsFile(
        string path, FileStream stream, long dataStart, List<SafetensorsTensor> tensors, Dictionary<string, string> metadata)
    {
        this.dataStart = dataStart;
        Path = path;
        Tensors = tensors;
        Metadata = metadata;
        byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        map = new MappedFile(stream, MemoryMappedFileAccess.CopyOnWrite);   // whoever borrows a tensor's memory may write to it
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its tensors, in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>The strings of <c>__metadata__</c>; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header against every rule of the format.</summary>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    /// <exception cref="SafetensorsException">it is not a valid safetensors file</exception>
    public static SafetensorsFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var length = stream.Length;
            if (length < 8) throw Wrong($"the file has {length} bytes; a header takes at least 8");
            Span<byte> prefix = stackalloc byte[8];
            stream.ReadExactly(prefix);
            var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerBytes > SafetensorsHeader.MaxBytes)
                throw Wrong($"says that it takes {headerBytes} bytes; at most {SafetensorsHeader.MaxBytes} are allowed");
            var dataStart = 8 + (long)headerBytes;
            if (dataStart > length)
                throw Wrong($"says that it takes {headerBytes} bytes; the file has {length - 8} after its length");
            var header = new byte[headerBytes];
            stream.ReadExactly(header);
            var (tensors, metadata) = SafetensorsHeader.Parse(path, header, length - dataStart);
            return new SafetensorsFile(path, stream, dataStart, tensors, metadata);
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        SafetensorsException Wrong(string problem) => new(path, "header", problem);
    }

    /// <summary>The tensor called <paramref name="name"/>, or null.</summary>
    public SafetensorsTensor? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The bytes of a tensor, little-endian and row-major: good until the file is disposed.</summary>
    /// <exception cref="ArgumentException">it is longer than a span can be; read it in parts</exception>
    public ReadOnlySpan<byte> Bytes(SafetensorsTensor tensor)
    {
        if (tensor.ByteCount > int.MaxValue)
            throw new ArgumentException($"'{tensor.Name}' has {tensor.ByteCount} bytes, more than a span holds", nameof(tensor));
        return Bytes(tensor, 0, (int)tensor.ByteCount);
    }

    /// <summary>A part of the bytes of a tensor: <paramref name="count"/> from <paramref name="offset"/> within it.</summary>
    /// <exception cref="ArgumentException">the tensor is not of this file</exception>
    /// <exception cref="ArgumentOutOfRangeException">the part is not within the tensor</exception>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    public ReadOnlySpan<byte> Bytes(SafetensorsTensor tensor, long offset, int count) =>
        map.Bytes(Place(tensor, offset, count), count);

    /// <summary>
    /// Copies a part of the bytes of a tensor, from <paramref name="offset"/> within it. Faster than going through the map for
    /// what is read once, and safe while another process cuts the file short.
    /// </summary>
    /// <exception cref="ArgumentException">the tensor is not of this file</exception>
    /// <exception cref="ArgumentOutOfRangeException">the part is not within the tensor</exception>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    /// <exception cref="SafetensorsException">the file has become shorter since it was opened</exception>
    public void Read(SafetensorsTensor tensor, long offset, Span<byte> into)
    {
        if (!map.TryRead(Place(tensor, offset, into.Length), into))
            throw new SafetensorsException(Path, tensor.Name, "the file has become shorter since it was opened");
    }

    /// <summary>
    /// Where the bytes of a tensor lie in memory. Writing there changes a page's copy that is this process's own, never the file; a
    /// page that nobody wrote to shows what the file holds, so the file is to be replaced rather than overwritten.
    /// </summary>
    /// <param name="tensor">one of <see cref="Tensors"/></param>
    /// <param name="offset">bytes of it to skip</param>
    /// <param name="owner">keeps the memory valid beyond <see cref="Dispose"/> for as long as it is counted up</param>
    /// <exception cref="ArgumentException">the tensor is not of this file</exception>
    /// <exception cref="ArgumentOutOfRangeException">the place is not within the tensor</exception>
    /// <exception cref="ObjectDisposedException">the file is closed</exception>
    public byte* Memory(SafetensorsTensor tensor, long offset, out SafeHandle owner) => map.Memory(Place(tensor, offset, 0), out owner);

    /// <inheritdoc/>
    public void Dispose() => map.Dispose();

    /// <returns>where in the file the part begins</returns>
    private long Place(SafetensorsTensor tensor, long offset, int count)
    {
        ObjectDisposedException.ThrowIf(map.IsClosed, this);
        if (!ReferenceEquals(Find(tensor.Name), tensor)) throw new ArgumentException($"'{tensor.Name}' is not of {Path}", nameof(tensor));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, tensor.ByteCount - offset);
        return dataStart + tensor.Begin + offset;
    }
}
