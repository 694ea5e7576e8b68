namespace Pipelines.Spec.Tests;

/// <summary>A checkpoint takes the place of what a file begins with, and the rest of the file stays.</summary>
public sealed class CheckpointsInFiles
{
    private const string Path = "x.pipeline.yaml";

    private static readonly ModelSpec Checkpoint = ModelYaml.Read(
        "model.yaml", "{ family: llama, vocab: 300, dim: 64, layers: 2, heads: 4, context: 128 }", "given", new ReadOptions()).Model!;

    private const string Text = """
        # what it is about
        pipeline: tune   # a name
        data:
          docs: { source: dotnet-docs }

        models:
          # small enough
          lm:            # read at night
            family: llama
            vocab: words
            dim: 48      # of three heads
            layers: 1
            heads: 3
            context: 32

          # another one
          judge: { family: llama, vocab: 300, dim: 32, layers: 1, heads: 2, context: 32 }   # unused

        stages:
          words: { kind: bpe, data: docs, vocab: 300 }   # learned
          base:          # the beginning
            kind: pretrain
            model: lm
            data: docs
            tokens: 10k
            schedule:
              wsd: { warmup: 5%, decay: 20% }

          # and then
          look: { kind: evaluate, from: base, data: docs, baselines: [] }

        """;

    /// <summary>The same with a second name for the model's settings.</summary>
    private static readonly string Shared = Text.Replace("lm:            # read at night", "lm: &lm").Replace("# another one", "other: *lm");

    [Fact]
    public void Take_the_place_of_a_model_and_its_stage_and_leave_comments_names_and_order()
    {
        var edited = Edit(Text);
        edited.ShouldBe(new EditedFile(edited.Text, "lm", "base", RemovedTokenizer: "words"));
        edited.Text.ShouldBe("""
            # what it is about
            pipeline: tune   # a name
            data:
              docs: { source: dotnet-docs }

            models:
              # small enough
              lm:            # read at night
                family: llama
                vocab: 300
                dim: 64
                layers: 2
                context: 128
                heads: 4

              # another one
              judge: { family: llama, vocab: 300, dim: 32, layers: 1, heads: 2, context: 32 }   # unused

            stages:
              base:          # the beginning
                kind: import
                model: lm
                folder: "../given \"one\""

              # and then
              look: { kind: evaluate, from: base, data: docs, baselines: [] }

            """);
    }

    [Fact]
    public void Take_the_place_of_each_other()
    {
        var edited = Edit(Text).Text;
        Edit(edited).ShouldBe(new EditedFile(edited, "lm", "base", RemovedTokenizer: null));
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\ufeff")]
    [InlineData("\r\n", "\ufeff")]
    public void Keep_line_ends_and_the_mark_of_the_encoding(string lineEnd, string mark) =>
        Edit(mark + Text.Replace("\n", lineEnd)).Text.ShouldBe(mark + Edit(Text).Text.Replace("\n", lineEnd));

    [Fact]
    public void Stand_in_braces_where_the_model_did()
    {
        const string text = """
            pipeline: tune
            models: { lm: { family: llama, vocab: words, dim: 48, layers: 1, heads: 3, context: 32 } }   # small
            data: { docs: { source: dotnet-docs } }
            stages: { words: { kind: bpe, data: docs, vocab: 300 }, pretrain: { model: lm, data: docs, tokens: 10k } }
            """;
        Edit(text).Text.ShouldBe("""
            pipeline: tune
            models: { lm: { family: llama, vocab: 300, dim: 64, layers: 2, context: 128, heads: 4 } }   # small
            data: { docs: { source: dotnet-docs } }
            stages: { words: { kind: bpe, data: docs, vocab: 300 }, pretrain: { kind: import, model: lm, folder: "../given \"one\"" } }
            """);
    }

    [Fact]
    public void Leave_a_tokenizer_that_something_else_reads()
    {
        var text = Text.Replace("judge: { family: llama, vocab: 300", "judge: { family: llama, vocab: words");
        var edited = Edit(text);
        edited.RemovedTokenizer.ShouldBeNull();
        edited.Text.ShouldContain("  words: { kind: bpe, data: docs, vocab: 300 }   # learned\n");
    }

    [Fact]
    public void Are_put_where_they_are_told_when_there_are_several_models()
    {
        var text = Text.Replace("  # and then", "  second: { kind: import, model: judge, folder: ../judge }");
        Refusal(text).ShouldBe("x.pipeline.yaml begins with several models: lm (stage base), judge (stage second); --model says which one");
        Edit(text, "judge").Text.ShouldBe(text
            .Replace("dim: 32, layers: 1, heads: 2, context: 32 }", "dim: 64, layers: 2, context: 128, heads: 4 }")
            .Replace("folder: ../judge }", "folder: \"../given \\\"one\\\"\" }"));
        Refusal(text, "jugde").ShouldBe("x.pipeline.yaml has no stage that pretrains or imports 'jugde'; it has some for lm, judge");
        Refusal(text.Replace("model: judge", "model: lm")).ShouldBe(
            "x.pipeline.yaml makes the model lm in several stages: base, second; one of them has to go first");
    }

    [Fact]
    public void Are_refused_where_the_file_has_no_place_for_them()
    {
        Refusal("pipeline: tune").ShouldBe("x.pipeline.yaml has no stage of its own that pretrains or imports a model");
        Refusal("pipeline: tune\nstages: { import: { model: lm, folder: a } }").ShouldBe(
            "the settings of the model lm do not stand in x.pipeline.yaml: the file that has them has to be changed");
        Refusal(Shared.Replace("model: lm", "model: other")).ShouldBe(
            "x.pipeline.yaml(16,3): the settings of the model other are an alias of others; they have to be written out first");
        Refusal("pipeline: [").ShouldStartWith("x.pipeline.yaml(1,11): error PIPE0001: ");
    }

    [Fact]
    public void Are_refused_where_the_file_would_get_an_error()
    {
        PipelineReader.Read(Path, Shared, new ReadOptions()).Diagnostics.ShouldBeEmpty();
        Refusal(Shared).ShouldStartWith("with this checkpoint x.pipeline.yaml would be wrong, and is left as it is:\n  PIPE0001: ");

        const string above = "extends: base.pipeline.yaml\nmodels: { lm: { dim: 64 } }\nstages: { base: { kind: pretrain, model: lm } }\n";
        var options = new ReadOptions { ResolveExtends = _ => Text.Replace("context: 32\n", "context: 32\n    tied: false\n") };
        Should.Throw<EditException>(() => CheckpointEdit.Apply(Path, above, Checkpoint, "given", null, options)).Message
            .ShouldContain("x.pipeline.yaml");
    }

    [Fact]
    public void Do_not_mind_what_was_wrong_before()
    {
        const string mine = "baselines: [], tasks: [verified: { data: docs, rewards: [mine] }]";
        var text = Text.Replace("baselines: []", mine);
        PipelineReader.Read(Path, text, new ReadOptions()).Spec.ShouldBeNull("'mine' is a class of the project");
        Edit(text).Text.ShouldBe(Edit(Text).Text.Replace("baselines: []", mine));
    }

    private static EditedFile Edit(string text, string? model = null)
    {
        var edited = CheckpointEdit.Apply(Path, text, Checkpoint, "../given \"one\"", model, new ReadOptions());
        var before = PipelineReader.Read(Path, text, new ReadOptions());
        var after = PipelineReader.Read(Path, edited.Text, new ReadOptions());
        after.Diagnostics.Count.ShouldBe(before.Diagnostics.Count);
        if (before.Spec is null) return edited;
        after.Spec!.Models.ShouldBe(before.Spec.Models.Select(old => old.Name == edited.Model ? Checkpoint with { Name = old.Name } : old));
        after.Spec.Stages.ShouldBe(before.Spec.Stages.Where(stage => stage.Name != edited.RemovedTokenizer)
            .Select(stage => stage.Name == edited.Stage ? new ImportSpec(stage.Name, edited.Model, "../given \"one\"") : stage));
        return edited;
    }

    private static string Refusal(string text, string? model = null) => Should.Throw<EditException>(
        () => CheckpointEdit.Apply(Path, text, Checkpoint, "../given", model, new ReadOptions())).Message;
}
