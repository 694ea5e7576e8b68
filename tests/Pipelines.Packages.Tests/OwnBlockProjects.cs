namespace Pipelines.Packages.Tests;

/// <summary>What <c>dotnet new pipelines-block</c> creates out of the packages: a program, and a project of its tests.</summary>
[Collection(FeedTests.Name)]
public sealed class OwnBlockProjects(Feed feed)
{
    // Small enough to be trained in seconds.
    private static readonly string[] Small =
    [
        "--set", "stages.tokenizer.vocab=300", "--set", "models.recurrent-lm.dim=48", "--set", "models.recurrent-lm.hidden=64",
        "--set", "models.recurrent-lm.context=32", "--set", "stages.recurrent.tokens=8k", "--set", "stages.recurrent.batch=4",
    ];

    [Fact]
    public async Task Build_pass_their_own_tests_train_and_are_served()
    {
        var project = feed.Create("pipelines-block", "my-2nd.Model", "--data", "texts/*.txt").WriteTexts().Build();

        project.Run("tokenizer", "--set", "stages.tokenizer.vocab=300").Output.ShouldContain("300 tokens");
        var tests = Test(project).ShouldSucceed();
        tests.Output.ShouldNotContain("warning");
        tests.Output.ShouldContain("my-2nd.Model.Tests.dll");
        tests.Output.ShouldMatch("Passed! .*Failed: *0, Passed: *10,");

        project.Run(["recurrent", .. Small]).Output.ShouldContain("loss ");
        using (var server = await project.ServeAsync(Small))
        {
            (await server.ContinueAsync("Text 3 tells of", tokens: 8)).ShouldNotBeEmpty();
            await server.StopAsync();
        }

        var code = File.ReadAllText(project["MinGru.cs"]);
        project.Write("MinGru.cs", code.Replace("Scan(1 - gate, gate * candidate", "Scan(1 - gate, gate.roll(-1, 1) * candidate"));
        var mistaken = Test(project);
        mistaken.Exit.ShouldBe(1, mistaken.Output);
        mistaken.Output.ShouldContain("No_token_sees_a_later_one [FAIL]");
    }

    private static Command Test(CreatedProject project) =>
        Command.Run(project.Folder, "dotnet", "test", "tests", "--nologo", "--disable-build-servers", "-v", "quiet");
}
