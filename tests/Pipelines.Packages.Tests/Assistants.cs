namespace Pipelines.Packages.Tests;

/// <summary>What <c>dotnet new pipelines</c> creates out of the packed packages.</summary>
[Collection(FeedTests.Name)]
public sealed class Assistants(Feed feed)
{
    [Theory]
    [InlineData("llama", "my-2nd.Model")]
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
}
