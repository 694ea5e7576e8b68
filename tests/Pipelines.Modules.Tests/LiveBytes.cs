using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace Pipelines.Modules.Tests;

/// <summary>Bytes that malloc has given out and not got back, in all its arenas: what tensors and the graph hold.</summary>
internal static partial class LiveBytes
{
    public static long Count()
    {
        var stream = open_memstream(out var text, out _);
        malloc_info(0, stream);
        fclose(stream);
        var root = XDocument.Parse(Marshal.PtrToStringUTF8(text)!).Root!;
        free(text);
        long Total(string element, string type) =>
            root.Elements(element).Where(entry => (string?)entry.Attribute("type") == type).Sum(entry => (long)entry.Attribute("size")!);
        return Total("system", "current") + Total("total", "mmap") - Total("total", "fast") - Total("total", "rest");
    }

    [LibraryImport("libc")]
    private static partial nint open_memstream(out nint buffer, out nuint size);

    [LibraryImport("libc")]
    private static partial int malloc_info(int options, nint stream);

    [LibraryImport("libc")]
    private static partial int fclose(nint stream);

    [LibraryImport("libc")]
    private static partial void free(nint pointer);
}
