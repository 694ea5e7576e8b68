namespace Pipelines.Runtime.Tests;

public sealed class CommandLine : IDisposable
{
    private readonly Project project = new();
    private readonly SmallPipeline pipeline = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Help_names_stages_commands_and_options()
    {
        var outcome = await project.RunAsync(pipeline, "--help");
        outcome.Code.ShouldBe(0);
        string[] words =
            ["tokenizer, other, first, second", "plan", "validate", "runs", "--set", "--force", "--device", "--seed", "--verbose"];
        foreach (var word in words) outcome.Out.ShouldContain(word);
        Directory.Exists(project.Workspace.Root).ShouldBeFalse("help writes nothing");
    }

    [Fact]
    public async Task A_misspelt_stage_is_answered_with_the_nearest_one()
    {
        var outcome = await project.RunAsync(pipeline, "tokeniser");
        outcome.Code.ShouldBe(2);
        outcome.Error.ShouldBe(
            "error: there is no stage 'tokeniser'; did you mean 'tokenizer'? "
            + "Stages: tokenizer, other, first, second. Commands: plan, validate, preview, show, serve, runs, registry, ci, sweep, ui, prune\n");
    }

    [Theory]
    [InlineData("--fast")]
    [InlineData("--seed", "soon")]
    [InlineData("--set")]
    [InlineData("runs", "show")]
    [InlineData("runs", "compare", "one")]
    public async Task A_wrong_option_is_a_wrong_usage(params string[] args)
    {
        var outcome = await project.RunAsync(pipeline, args);
        outcome.Code.ShouldBe(2);
        outcome.Error.ShouldStartWith("error: ");
        outcome.Error.ShouldContain("--help");
    }

    [Fact]
    public async Task A_setting_of_the_command_line_replaces_the_files()
    {
        var outcome = await project.RunAsync(pipeline, "tokenizer", "--set", "stages.tokenizer.vocab=290");
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldContain("290 tokens");
    }

    [Fact]
    public async Task A_setting_of_the_command_line_is_validated_as_the_files_are()
    {
        var unknown = await project.RunAsync(pipeline, "--set", "stages.tokenizer.vocap=290");
        unknown.Code.ShouldBe(1);
        unknown.Error.ShouldContain("'vocab'");
        var small = await project.RunAsync(pipeline, "--set", "stages.tokenizer.vocab=many");
        small.Code.ShouldBe(1);
        small.Error.ShouldContain("many");
        Directory.Exists(project.Workspace.Root).ShouldBeFalse("nothing ran");
    }

    [Fact]
    public async Task The_seed_is_a_setting_like_any_other()
    {
        await project.RunAsync(pipeline, "first", "--seed", "11");
        Session.Open(pipeline, project.Workspace, ["seed=11"]).Spec.Seed.ShouldBe(11);
        var runs = await project.RunAsync(pipeline, "runs", "list");
        var id = runs.Out.Split('\n').First(line => line.Contains(" first ")).Trim().Split(' ')[0];
        (await project.RunAsync(pipeline, "runs", "show", id)).Out.ShouldContain("seed=11");
    }

    [Fact]
    public async Task An_unexpected_error_is_one_line_and_its_origin_is_shown_on_demand()
    {
        pipeline.First.During = _ => throw new InvalidCastException("a bug");
        var brief = await project.RunAsync(pipeline, "first");
        brief.Code.ShouldBe(1);
        brief.Error.ShouldBe("error: InvalidCastException: a bug\n--verbose shows where it came from\n");
        (await project.RunAsync(pipeline, "first", "--verbose")).Error.ShouldContain("at Pipelines.Runtime.Tests.CommandLine");
    }

    [Fact]
    public async Task Validate_says_what_there_is()
    {
        var outcome = await project.RunAsync(pipeline, "validate");
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldBe(" small.pipeline.yaml is valid: 1 data source, 0 models, 2 stages.\n");
    }

    [Fact]
    public async Task Validate_says_that_the_file_has_changed_since_the_build()
    {
        project.Write("small.pipeline.yaml", "# a remark\n" + SmallPipeline.Text);
        (await project.RunAsync(pipeline, "validate")).Error.ShouldBeEmpty();

        project.Write("base.pipeline.yaml", "tracking: { experiment: other }");
        project.Write("small.pipeline.yaml", "extends: base.pipeline.yaml\n" + SmallPipeline.Text);
        var outcome = await project.RunAsync(pipeline, "validate");
        outcome.Code.ShouldBe(0);
        outcome.Error.ShouldBe(
            "warning: small.pipeline.yaml has changed since the program was built, and this is about what it said then; build again\n");
    }

    [Fact]
    public async Task Validate_finds_data_that_is_not_there()
    {
        Directory.Delete(Path.Combine(project.Folder, "texts"), recursive: true);
        var outcome = await project.RunAsync(pipeline, "validate");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("'texts'");
    }
}
