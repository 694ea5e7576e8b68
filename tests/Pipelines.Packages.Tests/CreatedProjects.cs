namespace Pipelines.Packages.Tests;

/// <summary>What <c>dotnet new</c> creates out of the packed packages builds, and runs its first stage.</summary>
public sealed class CreatedProjects(Feed feed) : IClassFixture<Feed>
{
    [Theory]
    [InlineData("llama", "my-2nd.Model")]
    [InlineData("moe", "Experts")]
    [InlineData("hybrid", "3 states")]
    [InlineData("gpt2", "class")]
    public void An_assistant_of_any_architecture_and_name_builds_and_makes_its_tokenizer(string architecture, string name)
    {
        var project = feed.Create("pipelines", name, "--architecture", architecture, "--data", "texts/*.txt");
        Directory.CreateDirectory(Path.Combine(project, "texts"));
        for (var i = 0; i < 50; i++)
            File.WriteAllText(
                Path.Combine(project, $"texts/{i}.txt"), $"Text {i} tells of the number {i * i}, and of what comes after it: {i * i + 1}.");

        Build(project);
        var program = Path.Combine(project, "bin/Debug/net10.0", name);
        var run = Command.Run(project, program, "tokenizer", "--set", "stages.tokenizer.vocab=280").ShouldSucceed();

        run.Output.ShouldContain("280 tokens");
        Directory.GetFiles(Path.Combine(project, ".pipelines"), "tokenizer.json", SearchOption.AllDirectories).ShouldNotBeEmpty();
        foreach (var file in (string[])
            [".gitignore", ".vscode/settings.json", ".vscode/pipeline.schema.json", ".github/workflows/experiment.yml"])
            File.Exists(Path.Combine(project, file)).ShouldBeTrue(file);
    }

    private void Build(string project)
    {
        var build = Command.Run(project, "dotnet", "build", "--nologo", "--disable-build-servers", "-v", "quiet").ShouldSucceed();
        build.Output.ShouldContain("0 Warning(s)");
        Directory.Exists(Path.Combine(feed.Root, "packages/pipelines.sdk")).ShouldBeTrue("it comes from the feed and nowhere else");
    }
}
