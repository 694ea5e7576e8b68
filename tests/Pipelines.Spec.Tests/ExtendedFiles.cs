namespace Pipelines.Spec.Tests;

/// <summary>Files that are laid over others.</summary>
public sealed class ExtendedFiles
{
    private const string Divides = "error PIPE0110: dim 190 is not divisible by heads 6 (190 / 6 = 31.67); nearest: 186, 192";

    private static readonly string Base = Sample.Text;

    [Fact]
    public void A_file_without_anything_of_its_own_is_the_one_below() =>
        Read("extends: base.pipeline.yaml").Spec.ShouldBe(Sample.Read(Base).Spec);

    [Fact]
    public void Maps_go_together_key_by_key_and_the_later_wins()
    {
        var spec = Read("""
            extends: base.pipeline.yaml
            pipeline: larger
            models: { docs-lm: { dim: 384 } }
            stages:
              pretrain: { optimizer: { adamw: { lr: 1e-3 } } }
              generate: { prompts: [One] }
            """).Spec!;
        spec.Name.ShouldBe("larger");
        (spec.Models[0].Architecture.Dim, spec.Models[0].Architecture.Depth).ShouldBe((384, 6));
        spec.Stages.OfType<PretrainSpec>().Single().Training.Optimizer.ShouldBe(new AdamWSpec(1e-3, 0.1, 0.9, 0.95, 1e-8));
        spec.Stages.OfType<GenerateSpec>().Single().Prompts.ShouldBe(["One"]);
        spec.Stages.Select(stage => stage.Name).ShouldBe(["tokenizer", "pretrain", "generate"]);
    }

    [Theory]
    [InlineData("optimizer: { sgd: { lr: 0.5 } }")]
    [InlineData("optimizer: { sgd: { lr: 0.5, weight_decay: 0.1 } }")]
    public void A_choice_that_becomes_another_one_is_replaced_as_a_whole(string optimizer) =>
        Optimizer($"extends: base.pipeline.yaml\nstages: {{ pretrain: {{ {optimizer} }} }}")
            .ShouldBe(new SgdSpec(0.5, 0.1, 0.9));

    [Fact]
    public void A_family_that_becomes_another_one_is_replaced_as_a_whole()
    {
        var model = Read("""
            extends: base.pipeline.yaml
            models: { docs-lm: { family: gpt2, vocab: tokenizer, dim: 96, layers: 2, heads: 4, context: 64 } }
            """).Spec!.Models[0];
        (model.Family, model.Architecture.Dim, model.Architecture.Context).ShouldBe((Family.Gpt2, 96, 64));
    }

    [Fact]
    public void A_map_may_be_laid_over_a_word() =>
        Optimizer(
            "extends: base.pipeline.yaml\nstages: { pretrain: { optimizer: { adamw: { lr: 1e-3 } } } }",
            Base.Replace("{ adamw: { lr: 3e-3, weight_decay: 0.1 } }", "adamw"))
            .LearningRate.ShouldBe(1e-3);

    [Fact]
    public void What_is_wrong_is_said_in_the_file_that_says_it()
    {
        Errors("extends: base.pipeline.yaml\nmodels: { docs-lm: { dim: 190 } }", Base)
            .ShouldBe([$"folder/child.pipeline.yaml(2,27): {Divides}"]);
        Errors("extends: base.pipeline.yaml", Sample.With("dim: 192", "dim: 190"))
            .ShouldBe([$"folder/base.pipeline.yaml(12,10): {Divides}"]);
        Errors("extends: base.pipeline.yaml", "a: [").ShouldContain(
            "folder/base.pipeline.yaml(1,4): error PIPE0001: the '[' that opens here has no ']' where one is needed");
        Errors("extends: base.pipeline.yaml", "- a").ShouldContain(
            "folder/base.pipeline.yaml(1,1): error PIPE0005: the file is a list; "
            + "expected a map of pipeline, extends, seed, data, models, stages, tracking, registry, serve, expect, sweep");
    }

    [Fact]
    public void Several_files_are_laid_in_order_each_relative_to_the_one_that_names_it()
    {
        var files = new Dictionary<string, string>
        {
            ["shared/all.pipeline.yaml"] = "extends: [./one.pipeline.yaml, ../two.pipeline.yaml]\nseed: 3",
            ["shared/one.pipeline.yaml"] = "pipeline: one\nseed: 1\ntracking: { experiment: one }",
            ["two.pipeline.yaml"] = "pipeline: two\nseed: 2",
            ["../above.pipeline.yaml"] = "tracking: { uri: 'http://above' }",
        };
        var result = PipelineReader.Read(
            "folder/child.pipeline.yaml", "extends: [shared/all.pipeline.yaml, shared/../../above.pipeline.yaml]",
            new ReadOptions { ResolveExtends = name => files.GetValueOrDefault(name) });
        result.Diagnostics.ShouldBeEmpty();
        (result.Spec!.Name, result.Spec.Seed, result.Spec.Tracking).ShouldBe(("two", 3L, new TrackingSpec("one", "http://above", null)));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_its_folder() => Errors("pipeline: a\nextends: bass.pipeline.yaml", Base).ShouldBe(
    [
        "folder/child.pipeline.yaml(2,10): error PIPE0011: "
        + "extends names 'bass.pipeline.yaml', and there is no file 'folder/bass.pipeline.yaml'",
    ]);

    [Theory]
    [InlineData("child", "", "child.pipeline.yaml(2,10)", "child.pipeline.yaml → child.pipeline.yaml")]
    [InlineData("base", "./x/../child", "base.pipeline.yaml(2,10)", "child.pipeline.yaml → base.pipeline.yaml → child.pipeline.yaml")]
    [InlineData("base", "base", "base.pipeline.yaml(2,10)", "child.pipeline.yaml → base.pipeline.yaml → base.pipeline.yaml")]
    public void A_circle_is_said_where_it_closes(string first, string second, string place, string circle) =>
        Errors($"pipeline: a\nextends: {first}.pipeline.yaml", $"pipeline: b\nextends: {second}.pipeline.yaml")
            .ShouldBe([$"folder/{place}: error PIPE0012: files extend each other in a circle: {circle}"]);

    [Theory]
    [InlineData("extends: { a: b }", "(1,10): error PIPE0005: extends is a map; expected the path of a pipeline file, or a list of them")]
    [InlineData("extends:", "(1,9): error PIPE0005: extends is nothing; expected the path of a pipeline file, or a list of them")]
    public void What_is_no_path_is_said(string text, string expected) =>
        Errors(text, Base).ShouldContain("folder/child.pipeline.yaml" + expected);

    [Fact]
    public void Many_files_that_each_extend_two_end()
    {
        var asked = 0;
        var result = PipelineReader.Read("root.pipeline.yaml", "extends: [a0.pipeline.yaml, b0.pipeline.yaml]", new ReadOptions
        {
            ResolveExtends = name =>
            {
                asked++;
                var next = int.Parse(name[1..^".pipeline.yaml".Length]) + 1;
                return $"extends: [a{next}.pipeline.yaml, b{next}.pipeline.yaml]";
            },
        });
        result.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("64 other files are extended already; no more are read");
        asked.ShouldBe(64);
    }

    private static ReadResult Read(string child, string? below = null) => PipelineReader.Read(
        "folder/child.pipeline.yaml", child,
        new ReadOptions { ResolveExtends = name => name == "base.pipeline.yaml" ? below ?? Base : null });

    private static OptimizerSpec Optimizer(string child, string? below = null) =>
        Read(child, below).Spec!.Stages.OfType<PretrainSpec>().Single().Training.Optimizer;

    private static string[] Errors(string child, string below) =>
        Read(child, below).Diagnostics.Select(diagnostic => diagnostic.ToString()).ToArray();
}
