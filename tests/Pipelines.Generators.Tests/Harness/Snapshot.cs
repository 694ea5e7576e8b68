using System.Runtime.CompilerServices;

namespace Pipelines.Generators.Tests.Harness;

/// <summary>
/// Compares text with <c>_snapshots/Class.Method#hint.verified.cs</c>. With <c>UPDATE_SNAPSHOTS=1</c> in the environment the file
/// is written instead, for a person to look at in the diff.
/// </summary>
internal static class Snapshot
{
    public static void Match(string text, string hint, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(file)!, "_snapshots");
        var name = $"{Path.GetFileNameWithoutExtension(file)}.{method}#{hint.Replace(".g.cs", "")}.verified.cs";
        var path = Path.Combine(folder, name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(path, text);
            return;
        }
        File.Exists(path).ShouldBeTrue($"{path} is not there yet: run once with UPDATE_SNAPSHOTS=1 and read what it writes");
        text.ShouldBeTheText(File.ReadAllText(path), $"{Path.GetFileName(path)}: UPDATE_SNAPSHOTS=1 rewrites it, if this is meant");
    }
}
