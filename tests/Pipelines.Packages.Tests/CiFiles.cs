namespace Pipelines.Packages.Tests;

/// <summary>A project carries the file of the service that runs its experiments, and no other's.</summary>
[Collection(FeedTests.Name)]
public sealed class CiFiles(Feed feed)
{
    private static readonly string[] All = [".github/workflows/experiment.yml", ".gitlab-ci.yml", "azure-pipelines.yml"];

    public static TheoryData<string, string, string?> Choices
    {
        get
        {
            var choices = new TheoryData<string, string, string?>();
            choices.Add("pipelines", "github", All[0]);
            choices.Add("pipelines", "gitlab", All[1]);
            choices.Add("pipelines", "azure", All[2]);
            foreach (var template in (string[])["pipelines", "pipelines-block", "pipelines-finetune", "pipelines-rlvr"])
            {
                choices.Add(template, "", All[0]);
                choices.Add(template, "none", null);
            }
            return choices;
        }
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void Are_those_that_were_asked_for(string template, string choice, string? expected)
    {
        var project = feed.CreateIn($"{template}-of-{choice}", template, "Chosen", choice.Length > 0 ? ["--ci", choice] : []);

        All.Where(file => File.Exists(project[file])).ShouldBe(expected is null ? [] : [expected]);
        Directory.Exists(project[".github"]).ShouldBe(expected == All[0]);
        if (expected is null) return;
        var text = File.ReadAllText(project[expected]);
        foreach (var step in (string[])
            ["dotnet build -t:Setup", "plan --key", "ci ${BASE:+--baseline", "prune --yes", "junit.xml", "summary.md"])
            if (Has(choice, step)) text.ShouldContain(step.Replace("BASE", choice is "gitlab" or "azure" ? "base" : "BASE"));
    }

    /// <summary>GitLab's caches are named by branch, and GitHub shows no JUnit file: it is in the artifact.</summary>
    private static bool Has(string choice, string step) => (choice, step) switch
    {
        ("gitlab", "plan --key") => false,
        ("" or "github", "junit.xml") => false,
        _ => true,
    };
}
