namespace Pipelines.Packages.Tests;

/// <summary>A project that <c>dotnet new</c> created out of the packed packages.</summary>
/// <param name="Folder">where it lies</param>
/// <param name="Name">what it is called</param>
public sealed record CreatedProject(string Folder, string Name)
{
    /// <summary>The program that <see cref="Build"/> makes.</summary>
    public string Program => Path.Combine(Folder, "bin/Debug/net10.0", Name);

    /// <summary>The full path of one of its files.</summary>
    public string this[string path] => Path.Combine(Folder, path);

    /// <summary>Writes a file, in a folder that may be new.</summary>
    public CreatedProject Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
        return this;
    }

    /// <summary>Fifty short texts, <c>texts/*.txt</c>, for stages that read data.</summary>
    public CreatedProject WriteTexts()
    {
        for (var i = 0; i < 50; i++)
            Write($"texts/{i}.txt", $"Text {i} tells of the number {i * i}, and of what comes after it: {i * i + 1}.");
        return this;
    }

    /// <summary>Builds it, which must succeed without a warning.</summary>
    public CreatedProject Build()
    {
        TryBuild().ShouldSucceed().Output.ShouldContain("0 Warning(s)");
        return this;
    }

    /// <summary>Builds it as a person does.</summary>
    /// <param name="arguments">properties, and what else <c>dotnet build</c> takes</param>
    public Command TryBuild(params string[] arguments) =>
        Command.Run(Folder, "dotnet", ["build", "--nologo", "--disable-build-servers", "-v", "quiet", .. arguments]);

    /// <summary>Runs its program to the end, which must be a good one.</summary>
    public Command Run(params string[] arguments) => TryRun(arguments).ShouldSucceed();

    /// <summary>Runs its program to whatever end.</summary>
    public Command TryRun(params string[] arguments) => Command.Run(Folder, Program, arguments);

    /// <summary>Starts <c>serve</c> of its program on a free port, and waits until it listens.</summary>
    public Task<RunningServer> ServeAsync(params string[] arguments) =>
        RunningServer.StartAsync(Folder, Program, ["serve", "--port", "0", .. arguments]);
}
