using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Pipelines.Formats;

/// <summary>A whole file mapped into memory. Places are bytes from its start; whoever calls has checked them.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly FileStream stream;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private byte* start;

    /// <param name="stream">open for reading, not empty; closed with this</param>
    /// <param name="access">
    /// <see cref="MemoryMappedFileAccess.CopyOnWrite"/> where whoever borrows the memory may write to it, else
    /// <see cref="MemoryMappedFileAccess.Read"/>
    /// </param>
    public MappedFile(FileStream stream, MemoryMappedFileAccess access)
    {
        this.stream = stream;
        map = MemoryMappedFile.CreateFromFile(stream, null, 0, access, HandleInheritability.None, leaveOpen: false);
        view = map.CreateViewAccessor(0, 0, access);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
    }

    /// <summary>Whether the file is closed.</summary>
    public bool IsClosed => start is null;

    /// <summary>The memory at <paramref name="place"/>.</summary>
    /// <param name="place">a byte of the file</param>
    /// <param name="owner">keeps the memory valid beyond <see cref="Dispose"/> for as long as it is counted up</param>
    public byte* Memory(long place, out SafeHandle owner)
    {
        owner = view.SafeMemoryMappedViewHandle;
        return start + place;
    }

    /// <summary><paramref name="count"/> bytes at <paramref name="place"/>.</summary>
    public ReadOnlySpan<byte> Bytes(long place, int count) => new(start + place, count);

    /// <summary>Copies bytes out of the file, not through the map.</summary>
    /// <returns>false when the file has become shorter since it was opened</returns>
    public bool TryRead(long place, Span<byte> into)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(stream.SafeFileHandle, into, place);
            if (read == 0) return false;
            into = into[read..];
            place += read;
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (start is null) return;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        start = null;
        view.Dispose();
        map.Dispose();
    }
}
