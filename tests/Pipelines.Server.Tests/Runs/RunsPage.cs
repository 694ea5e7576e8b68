using Microsoft.Playwright;
using Pipelines.Server.Tests.Page;
using Pipelines.Tracking;
using static Pipelines.Server.Tests.Page.Expectations;

namespace Pipelines.Server.Tests.Runs;

/// <summary>The page over runs in Chromium, while a run is written.</summary>
[Collection(InBrowser.Name)]
public sealed class RunsPage(Browser browser)
{
    [BrowserFact]
    public async Task Follows_a_run_while_it_trains()
    {
        await using var project = await RecordedProject.StartAsync();
        using var store = project.Open();
        var page = await browser.OpenAsync(ColorScheme.Light, width: 1280);
        await using var context = page.Context;
        var complaints = new List<string>();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) => { if (message.Type == "error") complaints.Add(message.Text); };
        await page.GotoAsync(project.Http.BaseAddress!.ToString());
        await Expect(page.Locator("#none")).ToContainTextAsync("There are no runs yet");

        using var tokenizer = store.Start(new RunStart("stories", "tokenizer"));
        tokenizer.LogText("# Made\n\n<script>alert(1)</script> stays *text*", "report.md");
        tokenizer.End(RunStatus.Finished);
        using var run = store.Start(new RunStart("stories", "pretrain"));
        run.SetTag("pipelines.input_run.tokenizer", tokenizer.Id);
        for (var step = 1; step <= 20; step++) run.LogMetric("train/loss", 8.0 / step, step);
        run.Flush();
        await page.GetByRole(AriaRole.Button, new() { Name = "pretrain", Exact = true }).ClickAsync();
        var line = page.Locator(".chart .line.run-0:not(.raw)");
        await Expect(line).ToHaveCountAsync(1);
        var before = await line.GetAttributeAsync("d");

        for (var step = 21; step <= 40; step++) run.LogMetric("train/loss", 8.0 / step, step);
        run.Flush();
        await Expect(page.Locator("#runs tr.chosen td").Last).ToHaveTextAsync("0.2");
        await page.WaitForFunctionAsync("before => document.querySelector('.chart .line:not(.raw)').getAttribute('d') !== before", before);
        run.End(RunStatus.Finished);
        await Expect(page.Locator("#runs .status.running")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Tab, new() { Name = "Lineage" }).ClickAsync();
        await Expect(page.Locator(".graph .node")).ToHaveCountAsync(2);
        await page.Locator(".graph .node").First.ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Files" }).ClickAsync();
        await Expect(page.Locator("#file .text p")).ToHaveTextAsync("<script>alert(1)</script> stays text");
        complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Filters_sorts_and_compares()
    {
        await using var project = await RecordedProject.StartAsync();
        using var store = project.Open();
        foreach (var (name, rate, loss) in new[] { ("first", "0.1", 2.0), ("second", "0.2", 1.0), ("third", "0.3", 3.0) })
        {
            using var run = store.Start(new RunStart("stories", name));
            run.LogParam("rate", rate);
            run.LogParam("seed", "42");
            run.LogMetric("loss", loss);
            run.End(RunStatus.Finished);
        }
        var page = await browser.OpenAsync(ColorScheme.Dark, width: 360);
        await using var context = page.Context;
        await page.GotoAsync(project.Http.BaseAddress!.ToString());
        var names = page.Locator("#runs .open");
        await Expect(names).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sort by the metric" }).ClickAsync();
        (await names.AllInnerTextsAsync()).ShouldBe(["second", "first", "third"]);
        await page.GetByLabel("Filter", new() { Exact = true }).FillAsync("loss<2.5");
        (await names.AllInnerTextsAsync()).ShouldBe(["second", "first"]);

        foreach (var box in await page.Locator("#runs tbody input").AllAsync()) await box.CheckAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.Locator(".comparison tbody:nth-of-type(2) tr:not(.group)")).ToHaveTextAsync(["rate0.20.1"]);
        await page.GetByLabel("Only what differs").UncheckAsync();
        await Expect(page.Locator(".comparison tbody:nth-of-type(2) tr:not(.group)")).ToHaveTextAsync(["rate0.20.1", "seed4242"]);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBe(360);
    }
}
