using System.Runtime.InteropServices;

namespace Pipelines.Formats;

/// <summary>
/// Makes a folder appear whole or not at all: its files are synced, then its entries, then it gets its name, then the name is synced. A
/// process killed or a machine that loses power at any point leaves either no folder of that name or the complete one.
/// </summary>
public static partial class DurableFolder
{
    private const string Partial = ".partial";
    private const string Replaced = ".replaced";

    /// <summary>Writes a folder; one of the same name is replaced when the new one is complete.</summary>
    /// <param name="folder">the name it will have</param>
    /// <param name="write">writes its files into the folder it is given</param>
    /// <exception cref="IOException">the disk is full or the folder cannot be written; what was there before still is</exception>
    public static void Write(string folder, Action<string> write)
    {
        var (parent, partial, replaced) = (Path.GetDirectoryName(folder)!, Hidden(folder, Partial), Hidden(folder, Replaced));
        Directory.CreateDirectory(parent);
        Recover(parent);
        Directory.CreateDirectory(partial);
        try
        {
            write(partial);
            foreach (var file in Directory.EnumerateFiles(partial, "*", SearchOption.AllDirectories)) SyncFile(file);
            foreach (var inner in Directory.EnumerateDirectories(partial, "*", SearchOption.AllDirectories)) SyncFolder(inner);
            SyncFolder(partial);
            if (Directory.Exists(folder)) Directory.Move(folder, replaced);
            Directory.Move(partial, folder);
            SyncFolder(parent);
        }
        finally
        {
            Recover(parent);
        }
    }

    /// <summary>Deletes a folder: it loses its name first, so that half of it is never taken for a whole one.</summary>
    public static void Delete(string folder)
    {
        Directory.Move(folder, Hidden(folder, Partial));
        Recover(Path.GetDirectoryName(folder)!);
    }

    /// <summary>
    /// Tidies what a killed process left in <paramref name="parent"/>: a half of a folder goes, and one that was about to be replaced has
    /// its name back unless the other came.
    /// </summary>
    public static void Recover(string parent)
    {
        if (!Directory.Exists(parent)) return;
        foreach (var replaced in Directory.GetDirectories(parent, ".*" + Replaced))
        {
            var folder = Path.Combine(parent, Path.GetFileName(replaced)[1..^Replaced.Length]);
            Directory.Move(replaced, Directory.Exists(folder) ? Hidden(folder, Partial) : folder);
        }

        foreach (var partial in Directory.GetDirectories(parent, ".*" + Partial)) Directory.Delete(partial, recursive: true);
    }

    private static string Hidden(string folder, string suffix) =>
        Path.Combine(Path.GetDirectoryName(folder)!, "." + Path.GetFileName(folder) + suffix);

    private static void SyncFile(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>.NET opens no folders, so their entries are synced through the C library; on Windows renames are durable.</summary>
    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(path, 0);
        if (descriptor < 0) throw new IOException($"{path} cannot be opened to sync it (error {Marshal.GetLastPInvokeError()})");
        try
        {
            if (Sync(descriptor) != 0) throw new IOException($"{path} cannot be synced to disk (error {Marshal.GetLastPInvokeError()})");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
