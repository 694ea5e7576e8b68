namespace Pipelines.Packages.Tests;

/// <summary>What <c>dotnet new pipelines</c> creates out of the packed packages.</summary>
[Collection(FeedTests.Name)]
public sealed class Assistants(Feed feed)
{
    [Theory]
    [InlineData("moe", "Experts")]
    [InlineData("hybrid", "3 states")]
    [InlineData("gpt2", "class")]
    public void Of_any_architecture_and_name_build_and_make_their_tokenizer(string architecture, string name)
    {
        var project = feed.Create("pipelines", name, "--architecture", architecture, "--data", "texts/*.txt").WriteTexts().Build();

        project.Run("tokenizer", "--set", "stages.tokenizer.vocab=280").Output.ShouldContain("280 tokens");
        Directory.GetFiles(project[".pipelines"], "tokenizer.json", SearchOption.AllDirectories).ShouldNotBeEmpty();
        foreach (var file in (string[])
            [".gitignore", ".vscode/settings.json", ".vscode/pipeline.schema.json", ".github/workflows/experiment.yml"])
            File.Exists(project[file]).ShouldBeTrue(file);
        Directory.Exists(Path.Combine(feed.Root, "packages/pipelines.sdk")).ShouldBeTrue("it comes from the feed and nowhere else");
    }

    [Fact]
    public void Say_once_what_installs_a_libtorch_that_is_missing_and_install_it()
    {
        var project = feed.Create("pipelines", "Bare");
        var build = Build(project, ("LIBTORCH", "/nowhere"));
        build.Exit.ShouldNotBe(0);
        build.Output.ShouldContain("error : LIBTORCH=/nowhere holds no lib/libtorch_cpu.so; unset it and run dotnet build -t:Setup");
        build.Output.ShouldContain("1 Error(s)");

        Build(project, ("LIBTORCH", ""), "-t:Setup").ShouldSucceed().Output.ShouldContain("setup: nothing more to install");
    }

    private static Command Build(CreatedProject project, (string Name, string Value) variable, params string[] arguments)
    {
        var start = Command.Start(
            project.Folder, "dotnet", ["build", "--nologo", "--disable-build-servers", "-v", "minimal", "-tl:off", .. arguments]);
        start.Environment[variable.Name] = variable.Value;
        return Command.Run(start);
    }
}
