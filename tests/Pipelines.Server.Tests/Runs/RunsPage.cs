using Microsoft.Data.Sqlite;
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
        await Expect(names).ToHaveTextAsync(["second", "first", "third"]);
        await page.GetByLabel("Filter", new() { Exact = true }).FillAsync("loss<2.5");
        await Expect(names).ToHaveTextAsync(["second", "first"]);

        foreach (var box in await page.Locator("#runs tbody input").AllAsync()) await box.CheckAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.Locator(".comparison tbody:nth-of-type(2) tr:not(.group)")).ToHaveTextAsync(["rate0.20.1"]);
        await page.GetByLabel("Only what differs").UncheckAsync();
        await Expect(page.Locator(".comparison tbody:nth-of-type(2) tr:not(.group)")).ToHaveTextAsync(["rate0.20.1", "seed4242"]);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBe(360);
    }

    [BrowserFact]
    public async Task Draws_pictures_and_tables_and_lets_nothing_in_them_act()
    {
        await using var project = await RecordedProject.StartAsync();
        using var store = project.Open();
        using var run = store.Start(new RunStart("stories", "quantized"));
        run.LogText(
            "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><script>window.top.acted = 1</script><rect width='40' height='30'/></svg>",
            "report.svg");
        run.LogText("name,bytes\n<b>q4</b>,1200\n\"q8, whole\",2400\n", "sizes.csv");
        run.LogText("{\"prompt\": \"<img src=x onerror=acted=1>\", \"reward\": 0.5}\n{\"prompt\": \"0002\", \"calls\": [1]}\n", "samples.jsonl");
        run.LogText("{\"one\": 1}\nnot JSON\n", "broken.jsonl");
        run.End(RunStatus.Finished);
        var page = await browser.OpenAsync(ColorScheme.Light, width: 1000);
        await using var context = page.Context;
        await page.GotoAsync(project.Http.BaseAddress!.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "quantized", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Files" }).ClickAsync();

        await Open("report.svg");
        await page.WaitForFunctionAsync("() => document.querySelector('#file img')?.naturalWidth === 40");
        await Open("sizes.csv");
        await Expect(page.Locator("#file td")).ToHaveTextAsync(["<b>q4</b>", "1,200", "q8, whole", "2,400"]);
        await Open("samples.jsonl");
        await Expect(page.Locator("#file th")).ToHaveTextAsync(["prompt", "reward", "calls"]);
        await Expect(page.Locator("#file td")).ToHaveTextAsync(["<img src=x onerror=acted=1>", "0.5", "", "0002", "", "[1]"]);
        await Open("broken.jsonl");
        await Expect(page.Locator("#file pre")).ToContainTextAsync("not JSON");
        (await page.EvaluateAsync<bool>("() => 'acted' in window")).ShouldBeFalse();

        Task Open(string file) => page.Locator("#paths button", new() { HasText = file }).ClickAsync();
    }

    [BrowserFact]
    public async Task Shows_older_runs_on_demand()
    {
        await using var project = await RecordedProject.StartAsync();
        using (var store = project.Open())
        using (var run = store.Start(new RunStart("stories", "first"))) run.End(RunStatus.Finished);
        Copies(project.Database, 1004);
        var page = await browser.OpenAsync(ColorScheme.Light, width: 1280);
        await using var context = page.Context;
        await page.GotoAsync(project.Http.BaseAddress!.ToString());
        await Expect(page.Locator("#count")).ToHaveTextAsync("1,000 newest runs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show 1,000 older runs" }).ClickAsync();
        await Expect(page.Locator("#count")).ToHaveTextAsync("1,005 runs");
        await Expect(page.Locator("#older")).ToBeHiddenAsync();
        await Expect(page.Locator("#runs .open").Last).ToHaveTextAsync("first");
    }

    /// <summary>Runs like the first, each begun a second after the one before.</summary>
    private static void Copies(string database, int count)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var insert = connection.CreateCommand();
        insert.CommandText =
            $"""
            WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count})
            INSERT INTO runs (id, experiment, name, status, started, ended)
            SELECT lower(hex(randomblob(16))), experiment, 'copy', status, started + n * 1000, ended + n * 1000
            FROM runs JOIN counted WHERE runs.name = 'first'
            """;
        insert.ExecuteNonQuery().ShouldBe(count);
    }
}
