using System.Text.Json;
using Microsoft.Playwright;
using Pipelines.Server.Tests.Page;
using Pipelines.Tracking;
using static Pipelines.Server.Tests.Page.Expectations;

namespace Pipelines.Server.Tests.Runs;

/// <summary>What the page over runs shows of registered models.</summary>
[Collection(InBrowser.Name)]
public sealed class RegistryOfPage(Browser browser)
{
    [Fact]
    public async Task Is_told_versions_newest_first_and_what_they_are_called()
    {
        await using var project = await RecordedProject.StartAsync();
        (await ReadAsync(project)).GetArrayLength().ShouldBe(0);
        File.Exists(project.Database).ShouldBeFalse();

        using var store = project.Open();
        Register(store, 'a', "the first");
        Register(store, 'b', "");
        store.Registry.SetAlias("assistant", "champion", 1);

        var model = (await ReadAsync(project))[0];
        model.GetProperty("name").GetString().ShouldBe("assistant");
        var versions = model.GetProperty("versions");
        versions.EnumerateArray().Select(version => version.GetProperty("version").GetInt32()).ShouldBe([2, 1]);
        versions[1].GetProperty("aliases")[0].GetString().ShouldBe("champion");
        versions[1].GetProperty("description").GetString().ShouldBe("the first");
        versions[1].GetProperty("artifact").GetString().ShouldBe(new string('a', 64));
    }

    [BrowserFact]
    public async Task Leads_from_a_version_to_its_run()
    {
        await using var project = await RecordedProject.StartAsync();
        using var store = project.Open();
        var page = await browser.OpenAsync(ColorScheme.Light, width: 1280);
        await using var context = page.Context;
        await page.GotoAsync(project.Http.BaseAddress!.ToString());
        await Expect(page.Locator("#none")).ToBeVisibleAsync();
        await Expect(page.Locator("#registry")).ToBeHiddenAsync();

        var run = Register(store, 'a', "the first");
        store.Registry.SetAlias("assistant", "champion", 1);
        var row = page.Locator("#registry tbody tr");
        await Expect(row).ToHaveCountAsync(1);
        await Expect(row.Locator("th")).ToHaveTextAsync("assistant 1");
        await Expect(row.Locator(".alias")).ToHaveTextAsync("champion");
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator($"#legend [data-id='{run}']")).ToHaveCountAsync(1);
    }

    private static string Register(Pipelines.Tracking.Sqlite.SqliteTrackingStore store, char digit, string description)
    {
        using var run = store.Start(new RunStart("small", "dpo"));
        run.End(RunStatus.Finished);
        store.Registry.Add(new NewModelVersion("assistant", run.Id, "dpo", new string(digit, 64), description, new Dictionary<string, string>()));
        return run.Id;
    }

    private static async Task<JsonElement> ReadAsync(RecordedProject project) =>
        JsonDocument.Parse(await project.Http.GetStringAsync("/api/registry")).RootElement.GetProperty("models");
}
