namespace Pipelines.Packages.Tests;

/// <summary>
/// The packages, packed once for all tests into a folder that serves as a feed, and the templates out of them. What is packed is what
/// was built; what packages of others are needed is taken from those that the repository restored.
/// </summary>
public sealed class Feed : IDisposable
{
    /// <summary>Where projects are created, with a <c>nuget.config</c> that knows the feed.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("pipelines-packages-").FullName;

    public Feed()
    {
        Command.Run(Root, Path.Combine(Repository(), "eng/pack"), Packages, "--no-build", "--prebuilt").ShouldSucceed();
        File.WriteAllText(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="feed" value="{Packages}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{Root}/packages" /></config>
              <fallbackPackageFolders><add key="restored" value="{Restored()}" /></fallbackPackageFolders>
            </configuration>
            """);
        var templates = Directory.GetFiles(Packages, "Pipelines.Templates.*.nupkg").ShouldHaveSingleItem();
        Command.Run(Root, "dotnet", "new", "install", templates, "--debug:custom-hive", Hive).ShouldSucceed();
    }

    /// <summary>The folder of the packages.</summary>
    public string Packages => Path.Combine(Root, "feed");

    private string Hive => Path.Combine(Root, "templates");

    /// <summary>Creates a project as <c>dotnet new</c> does, in a folder of the template's name.</summary>
    public CreatedProject Create(string template, string name, params string[] options) =>
        CreateIn(Path.Combine(template, name), template, name, options);

    /// <summary>Creates a project in a folder below <see cref="Root"/>.</summary>
    public CreatedProject CreateIn(string folder, string template, string name, params string[] options)
    {
        folder = Path.Combine(Root, folder);
        Command.Run(Root, "dotnet", ["new", template, "--name", name, "--output", folder, "--debug:custom-hive", Hive, .. options])
            .ShouldSucceed();
        return new CreatedProject(folder, name);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>The folder with NuGet's packages that this repository's own build uses.</summary>
    private static string Restored() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");

    /// <summary>The folder of this repository.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pipelines.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Pipelines.sln is not above the test's folder");
        return folder.FullName;
    }
}
