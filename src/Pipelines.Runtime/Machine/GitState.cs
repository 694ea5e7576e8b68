using System.ComponentModel;
using System.Diagnostics;

namespace Pipelines.Runtime.Machine;

/// <summary>The commit that a working tree is at.</summary>
/// <param name="Commit">its hash</param>
/// <param name="Dirty">whether tracked files differ from it</param>
internal sealed record GitState(string Commit, bool Dirty)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>That of the tree in which <paramref name="folder"/> lies, or null where there is none, or no git.</summary>
    public static GitState? Of(string folder)
    {
        if (Ask(folder, "rev-parse", "HEAD") is not { } commit) return null;
        var changes = Ask(folder, "status", "--porcelain", "--untracked-files=no");
        return new GitState(commit.Trim(), changes is { Length: > 0 });
    }

    /// <summary>The newest commits that a branch or tag reaches, newest first; null where there is none of that name, or no git.</summary>
    /// <param name="folder">in the working tree</param>
    /// <param name="name">a branch, tag or commit</param>
    public static IReadOnlyList<string>? Commits(string folder, string name) =>
        name.StartsWith('-') ? null
        : Ask(folder, "rev-list", "--max-count=1000", name, "--")?.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string? Ask(string folder, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            var output = git.StandardOutput.ReadToEndAsync();
            if (output.Wait(Patience) && git.WaitForExit(Patience)) return git.ExitCode == 0 ? output.Result : null;
            git.Kill();
            return null;
        }
        catch (Win32Exception)
        {
            return null; // no git on this machine
        }
    }
}
