using System.Runtime.InteropServices;

namespace Pipelines.Training;

/// <summary>
/// Makes a folder appear whole or not at all: its files are synced, then its entries, then it gets its name, then the name is synced. A
/// process killed or a machine that loses power at any point leaves either no folder of that name or the complete one.
/// </summary>
public static partial class DurableFolder
{
    /// <summary>Marks a folder that is still being written, or is being deleted.</summary>
    public const string Partial = ".partial";

    /// <summary>Writes a folder.</summary>
    /// <param name="folder">the name it will have; a folder of that name must not exist</param>
    /// <param name="write">writes its files into the folder it is given</param>
    /// <exception cref="IOException">the disk is full or the folder cannot be written; nothing of it is left</exception>
    public static void Write(string folder, Action<string> write)
    {
        var parent = Path.GetDirectoryName(folder)!;
        var temporary = Hidden(folder);
        Directory.CreateDirectory(parent);
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        try
        {
            write(temporary);
            foreach (var file in Directory.EnumerateFiles(temporary)) SyncFile(file);
            SyncFolder(temporary);
            Directory.Move(temporary, folder);
            SyncFolder(parent);
        }
        catch
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    /// <summary>Deletes a folder: it loses its name first, so that half of it is never taken for a whole one.</summary>
    public static void Delete(string folder)
    {
        var temporary = Hidden(folder);
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        Directory.Move(folder, temporary);
        Directory.Delete(temporary, recursive: true);
    }

    private static string Hidden(string folder) =>
        Path.Combine(Path.GetDirectoryName(folder)!, "." + Path.GetFileName(folder) + Partial);

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
