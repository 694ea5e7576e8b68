using Pipelines.Generators.Tests.Harness;

namespace Pipelines.Generators.Tests;

/// <summary>Pipeline classes: typed stages, an entry point, and the YAML that the program reads again.</summary>
public sealed class EmittedPipelines
{
    [Fact]
    public void The_quickstart()
    {
        var generation = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart).Run();

        generation.Diagnostics.ShouldBeEmpty();
        generation.Files.Keys.ShouldBe(["DocsLm.g.cs", "QuickstartPipeline.g.cs"]);
        Snapshot.Match(generation.Files["QuickstartPipeline.g.cs"], "QuickstartPipeline.g.cs");
        generation.ShouldCompile();
    }

    [Fact]
    public void Every_kind_of_stage_in_whatever_order_the_file_has_them()
    {
        var generation = new GeneratedProject().With("all.pipeline.yaml", """
            pipeline: all-kinds
            data:
              docs: { source: dotnet-docs }
              notes: { source: text, files: "notes/*.md" }
            models:
              small-lm: { family: llama, vocab: words, dim: 64, layers: 2, heads: 4, context: 128 }
            stages:
              generate: { from: pretrain, prompts: ["Returns"] }
              on-notes: { kind: evaluate, from: pretrain, data: notes }
              evaluate: { from: pretrain }
              pretrain: { model: small-lm, tokenizer: words, data: docs, tokens: 1M, batch: 8 }
              words: { kind: bpe, data: docs, vocab: 1024 }
            """).Run();

        generation.Diagnostics.ShouldBeEmpty();
        Snapshot.Match(generation.Files["AllKindsPipeline.g.cs"], "AllKindsPipeline.g.cs");
        generation.ShouldCompile();
    }

    [Fact]
    public void Every_kind_of_stage_after_pretraining()
    {
        var generation = new GeneratedProject().With("assistant.pipeline.yaml", """
            pipeline: assistant
            data:
              docs: { source: dotnet-docs }
              qa: { source: dotnet-docs-qa }
              preferences: { source: dotnet-docs-preferences }
              sums: { source: arithmetic }
            models:
              small-lm: { family: llama, vocab: tokenizer, dim: 64, layers: 2, heads: 4, context: 256 }
              tiny-lm: { family: llama, vocab: tokenizer, dim: 32, layers: 2, heads: 4, context: 256 }
            stages:
              tokenizer: { kind: bpe, data: docs, vocab: 1024, special_tokens: [<|endoftext|>, <|im_start|>, <|im_end|>] }
              pretrain: { model: small-lm, data: docs, tokens: 1M }
              tiny: { kind: pretrain, model: tiny-lm, data: docs, tokens: 1M }
              sft: { from: pretrain, data: [qa, sums], template: chatml }
              tiny-sft: { kind: sft, from: tiny, data: qa, template: chatml }
              lora: { kind: sft, from: sft, data: qa, adapter: lora }
              merge: { from: lora }
              reward: { from: merge, data: preferences }
              dpo: { from: merge, data: preferences }
              kto: { from: merge, data: preferences }
              ppo: { from: merge, data: qa, rewards: [{ reward_model: { from: reward } }, { regex: { pattern: "a" } }], steps: 5 }
              grpo: { from: merge, data: sums, rewards: number, steps: 5 }
              distill: { from: tiny-sft, teacher: merge, data: qa }
              quantize: { from: dpo, types: [q8_0, q4_k_m], calibration: { data: qa } }
              small: { kind: quantize, from: dpo, types: q4_k_m, data: docs }
              compare: { kind: evaluate, from: [dpo, quantize] }
              write: { kind: generate, from: small, prompts: Returns }
              export: { from: quantize, folder: models }
            """).Run();

        generation.Diagnostics.ShouldBeEmpty();
        Snapshot.Match(generation.Files["AssistantPipeline.g.cs"], "AssistantPipeline.g.cs");
        generation.ShouldCompile();
    }

    [Fact]
    public void A_stage_named_as_its_model()
    {
        var generation = new GeneratedProject()
            .With("quickstart.pipeline.yaml", Examples.Quickstart
                .Replace("  pretrain:", "  docs-lm:\n    kind: pretrain")
                .Replace("from: pretrain", "from: docs-lm"))
            .Run();

        generation.Diagnostics.ShouldBeEmpty();
        generation.Files["QuickstartPipeline.g.cs"].ShouldContain("global::Quickstart.DocsLm.Options.From(spec, vocab)");
        generation.ShouldCompile();
    }

    [Theory]
    [InlineData("", "public sealed partial class QuickstartPipeline")]
    [InlineData("My.Company", "namespace My.Company;")]
    [InlineData("my-2nd.2.class", "namespace my_2nd._2.@class;")]
    public void A_root_namespace_of_any_spelling(string rootNamespace, string expected)
    {
        var generation = new GeneratedProject(rootNamespace).With("quickstart.pipeline.yaml", Examples.Quickstart).Run();

        generation.Files["QuickstartPipeline.g.cs"].ShouldContain(expected);
        generation.ShouldCompile();
    }

    [Fact]
    public void The_embedded_yaml_reads_back_to_the_same_pipeline()
    {
        var yaml = Examples.Quickstart.Replace(
            "\"Gets or sets the\"",
            "\"three quotes: \\\"\\\"\\\" and four: \\\"\\\"\\\"\\\"\", \"\\u2028\", \"tab\\tbell\\a\"");
        var generation = new GeneratedProject().With("quickstart.pipeline.yaml", yaml).Run();

        generation.Diagnostics.ShouldBeEmpty();
        generation.ShouldCompile();
        Read(generation.Constant("QuickstartPipeline", "Yaml")).ShouldBe(Read(yaml));

        static Spec.PipelineSpec Read(string text) =>
            Spec.PipelineReader.Read("quickstart.pipeline.yaml", text, new()).Spec.ShouldNotBeNull();
    }

    [Fact]
    public void Line_ends_are_line_feeds_and_nothing_names_the_machine()
    {
        var generation = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart.Replace("\n", "\r\n")).Run();

        generation.Files.Count.ShouldBe(2);
        foreach (var text in generation.Files.Values)
        {
            text.ShouldNotContain("\r");
            text.ShouldNotContain(GeneratedProject.Folder);
            text.ShouldEndWith("}\n");
        }
    }

    [Fact]
    public void The_culture_of_the_machine_changes_nothing()
    {
        var invariant = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart).Run().Files;
        var before = Thread.CurrentThread.CurrentCulture;
        var german = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        german.NumberFormat.NegativeSign = "−";
        try
        {
            Thread.CurrentThread.CurrentCulture = german;
            foreach (var (name, text) in new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart).Run().Files)
                text.ShouldBeTheText(invariant[name], $"{name} depends on the culture");
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
