namespace Pipelines.Spec.Tests;

/// <summary>The JSON Schema takes what the reader takes, and refuses what it refuses as far as a schema can tell.</summary>
public sealed class SchemaAgreement
{
    private static readonly JsonSchema Schema = new(PipelineSchema.Write());

    public static TheoryData<string> Pages => DiagnosticPages.FileRules;

    [Fact]
    public void The_sample_is_valid() => Schema.Accepts(Sample.Text).ShouldBeTrue();

    [Fact]
    public void A_composed_model_is_valid()
    {
        Schema.Accepts(Sample.Hybrid).ShouldBeTrue();
        Schema.Accepts(Sample.Read(Sample.Hybrid).Canonical).ShouldBeTrue();
    }

    [Fact]
    public void Every_kind_of_stage_is_valid()
    {
        Schema.Accepts(Sample.Assistant).ShouldBeTrue();
        Schema.Accepts(Sample.Read(Sample.Assistant).Canonical).ShouldBeTrue();
    }

    [Fact]
    public void Its_canonical_text_is_valid() => Schema.Accepts(Sample.Read(Sample.Text).Canonical).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_a_page_mends_is_valid(string id) => Schema.Accepts(DiagnosticPages.Examples(id)[1]).ShouldBeTrue();

    [Theory]
    [InlineData("PIPE0003")]
    [InlineData("PIPE0005")]
    [InlineData("PIPE0006")]
    [InlineData("PIPE0007")]
    [InlineData("PIPE0008")]
    [InlineData("PIPE0009")]
    [InlineData("PIPE0013")]
    [InlineData("PIPE0201")]
    public void What_breaks_a_rule_about_one_setting_is_not(string id) => Schema.Accepts(DiagnosticPages.Examples(id)[0]).ShouldBeFalse();

    [Theory]
    [InlineData("PIPE0015")]
    [InlineData("PIPE0110")]
    [InlineData("PIPE0203")]
    [InlineData("PIPE0205")]
    public void What_breaks_a_rule_between_settings_is_beyond_it(string id) =>
        Schema.Accepts(DiagnosticPages.Examples(id)[0]).ShouldBeTrue();

    [Theory]
    [InlineData("dim: 192", "dim: ${DIM:192}", true)]
    [InlineData("dim: 192", "dim: \"192\"", false)]
    [InlineData("dim: 192", "dim: 0", false)]
    [InlineData("tokens: 1.5M", "tokens: 1500000", true)]
    [InlineData("tokens: 1.5M", "tokens: 1.5X", false)]
    [InlineData("validation: 2%", "validation: 0.02", true)]
    [InlineData("validation: 2%", "validation: 1", false)]
    [InlineData("warmup: 5%", "warmup: 20", true)]
    [InlineData("warmup: 5%", "warmup: 0.5", false)]
    [InlineData("{ adamw: { lr: 3e-3, weight_decay: 0.1 } }", "adamw", true)]
    [InlineData("{ adamw: { lr: 3e-3, weight_decay: 0.1 } }", "{ adamw: }", true)]
    [InlineData("{ adamw: { lr: 3e-3, weight_decay: 0.1 } }", "{ adamw: {}, sgd: {} }", false)]
    [InlineData("{ adamw: { lr: 3e-3, weight_decay: 0.1 } }", "adam", false)]
    [InlineData("{ adamw: { lr: 3e-3, weight_decay: 0.1 } }", "{ sgd: { beta1: 0.9 } }", false)]
    [InlineData("kv_heads: 2", "kv_heads:", true)]
    [InlineData("family: llama", "family: gpt2", false)] // kv_heads is not one of its settings
    [InlineData("  pretrain:\n", "  pretrain:\n    kind: pretrain\n", true)]
    [InlineData("  pretrain:\n", "  pretrain:\n    kind: generate\n", false)]
    [InlineData("  generate: {", "  write: { kind: generate,", true)]
    [InlineData("prompts: [\"Gets or sets the\", \"Returns a new\", \"Thrown when\"]", "prompts: One", true)]
    [InlineData("prompts: [\"Gets or sets the\", \"Returns a new\", \"Thrown when\"]", "prompts: []", false)]
    [InlineData("evaluate: { every: 100 }", "evaluate:", true)]
    public void Each_way_to_write_a_value_is_valid_in_both_or_in_neither(string part, string replacement, bool valid)
    {
        var text = Sample.With(part, replacement);
        (Sample.Read(text).Spec is not null).ShouldBe(valid);
        Schema.Accepts(text).ShouldBe(valid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_value_changed_anywhere_is_valid_in_both_or_in_neither(bool composed)
    {
        // What a schema cannot tell: names, sums, divisors.
        string[] between = ["PIPE0004", "PIPE0010", "PIPE0015", "PIPE01", "PIPE0202", "PIPE0203", "PIPE0204", "PIPE0205", "PIPE0206"];
        string[] values =
        [
            "0", "1", "-1", "2.5", "1e9", "5%", "130%", "4k", "true", "word", "'text'", "[]", "[a, b]", "{}", "{ x: 1 }", "null",
            "llama", "adamw", "docs", "none", "attention", "moe",
        ];
        var canonical = Sample.Read(composed ? Sample.Hybrid : Sample.Text).Canonical;
        var compared = 0;
        foreach (var line in canonical.Split('\n').Where(line => line.Contains(": ", StringComparison.Ordinal)))
        {
            foreach (var value in values)
            {
                // A composed model has many lines: of each a third of the values, another third on the next line.
                if (composed && (line.Length + Array.IndexOf(values, value)) % 3 != 0) continue;
                var text = canonical.Replace($"\n{line}\n", $"\n{line[..line.IndexOf(": ", StringComparison.Ordinal)]}: {value}\n");
                var said = Sample.Read(text).Diagnostics;
                if (said.Any(diagnostic => between.Any(rule => diagnostic.Id.StartsWith(rule, StringComparison.Ordinal)))) continue;
                if (said.Any(diagnostic => diagnostic.Message.EndsWith("there or for the whole model", StringComparison.Ordinal))) continue;
                Schema.Accepts(text).ShouldBe(said.Count == 0, $"{line} → {value}\n{string.Join("\n", said)}");
                compared++;
            }
        }
        compared.ShouldBeGreaterThan(150);
    }
}
