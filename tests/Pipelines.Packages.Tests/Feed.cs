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
        Command.Run(Root, Path.Combine(Repository(), "eng/pack"), Path.Combine(Root, "feed"), "--no-build").ShouldSucceed();
        File.WriteAllText(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="feed" value="{Root}/feed" /></packageSources>
              <config><add key="globalPackagesFolder" value="{Root}/packages" /></config>
              <fallbackPackageFolders><add key="restored" value="{Restored()}" /></fallbackPackageFolders>
            </configuration>
            """);
        var templates = Directory.GetFiles(Path.Combine(Root, "feed"), "Pipelines.Templates.*.nupkg").ShouldHaveSingleItem();
        Command.Run(Root, "dotnet", "new", "install", templates, "--debug:custom-hive", Hive).ShouldSucceed();
    }

    private string Hive => Path.Combine(Root, "templates");

    /// <summary>Creates a project as <c>dotnet new</c> does, and gives its folder.</summary>
    public string Create(string template, string name, params string[] options)
    {
        var folder = Path.Combine(Root, template, name);
        Command.Run(Root, "dotnet", ["new", template, "--name", name, "--output", folder, "--debug:custom-hive", Hive, .. options])
            .ShouldSucceed();
        return folder;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>The folder with NuGet's packages that this repository's own build uses.</summary>
    private static string Restored() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pipelines.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Pipelines.sln is not above the test's folder");
        return folder.FullName;
    }
}
