namespace Pipelines.Verification;

/// <summary>
/// An empty folder for a process of the sandbox, which ends with it. Beside it lies a file that is locked for as long as this program
/// lives: where nobody locks it any more, its program was killed, and the next one removes both.
/// </summary>
internal sealed class SandboxFolder : IDisposable
{
    private const string Prefix = "pipelines-sandbox-", Suffix = ".lock";

    // A file that another program makes now is not locked for a moment.
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    // Once in a program: afterwards there would be its own alone.
    private static readonly Lazy<int> Swept = new(() => RemoveAbandoned(System.IO.Path.GetTempPath()));

    private readonly FileStream held;

    /// <exception cref="IOException">it cannot be made</exception>
    public SandboxFolder()
    {
        _ = Swept.Value;
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Prefix}{Guid.NewGuid():N}");
        held = Lock(Path + Suffix, FileMode.CreateNew);
        Directory.CreateDirectory(Path);
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Removes the folders that killed programs left, and leaves alone those of programs that live.</summary>
    /// <param name="temporary">where they lie</param>
    /// <returns>how many there were</returns>
    public static int RemoveAbandoned(string temporary)
    {
        var removed = 0;
        foreach (var file in Directory.EnumerateFiles(temporary, Prefix + "*" + Suffix))
        {
            try
            {
                if (File.GetLastWriteTimeUtc(file) > DateTime.UtcNow - Young) continue;
                using var mine = Lock(file, FileMode.Open);
                if (file[..^Suffix.Length] is var folder && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
                removed++;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Its program lives, another one removes it now, or it is another user's.
            }
        }

        return removed;
    }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        held.Dispose();
    }

    private static FileStream Lock(string file, FileMode mode) =>
        new(file, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
}
