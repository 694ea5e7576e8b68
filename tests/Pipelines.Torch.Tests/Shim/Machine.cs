namespace Pipelines.Torch.Tests.Shim;

/// <summary>A folder for <c>PATH</c>: the programs that every Linux has, without a compiler, and others that a test writes.</summary>
internal sealed class Machine : IDisposable
{
    private static readonly string[] Everywhere =
    [
        "bash", "basename", "cat", "cut", "dirname", "env", "find", "grep", "head", "ldd", "mkdir", "paste", "realpath", "sed", "sha256sum", "sort",
        "stat", "touch", "tr", "uname",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("machine-").FullName;

    public Machine()
    {
        foreach (var name in Everywhere) File.CreateSymbolicLink(System.IO.Path.Combine(folder, name), $"/usr/bin/{name}");
    }

    /// <summary>What <c>PATH</c> is set to.</summary>
    public (string, string) Path => ("PATH", folder);

    /// <summary>What <see cref="Recording"/> programs were called with, a line each.</summary>
    public string[] Calls => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private string Log => System.IO.Path.Combine(folder, "calls.log");

    /// <summary>Adds a program.</summary>
    public Machine With(string name, string script)
    {
        var file = System.IO.Path.Combine(folder, name);
        File.WriteAllText(file, $"#!/usr/bin/bash\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>Adds a program that writes down how it was called, and then does something.</summary>
    public Machine Recording(string name, string script = "true") => With(name, $"echo \"{name} $*\" >> '{Log}'\n{script}");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
