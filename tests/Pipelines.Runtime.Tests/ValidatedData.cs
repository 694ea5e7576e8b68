namespace Pipelines.Runtime.Tests;

/// <summary><c>validate</c> holds stages to what the rows of their sources are, where no setting says it.</summary>
public sealed class ValidatedData : IDisposable
{
    private const string Text = """
        pipeline: small
        data:
          texts: { source: text, files: ["texts/*.txt"] }
          rows: { source: jsonl, files: rows.jsonl }
        models:
          small-lm: { family: llama, vocab: tokenizer, dim: 32, layers: 1, heads: 2, context: 32 }
        stages:
          tokenizer: { kind: bpe, data: texts, vocab: 300, special_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] }
          base: { kind: pretrain, model: small-lm, data: texts, tokens: 1k, batch: 1 }
          sft: { from: base, data: rows, template: chatml }
        """;

    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}""")]
    [InlineData("""{"instruction": "a", "output": "b"}""")]
    public async Task Rows_that_a_stage_learns_from_are_valid(string row)
    {
        var outcome = await Validate(Text, row);
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("small.pipeline.yaml is valid");
    }

    [Fact]
    public async Task Other_rows_are_told_at_the_stage_that_reads_them()
    {
        var outcome = await Validate(
            Text + "\n  dpo: { from: sft, data: rows }\n", """{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}""");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("small.pipeline.yaml(11,27): error PIPE0212: 'dpo' needs pairs of answers, and 'rows' has conversations");
    }

    [Fact]
    public async Task Rows_that_may_be_documents_are_left_to_the_stage()
    {
        var outcome = await Validate(
            Text.Replace("kind: pretrain, model: small-lm, data: texts", "kind: pretrain, model: small-lm, data: rows"),
            """{"text": "a document", "prompt": "a", "completion": "b"}""");
        outcome.Code.ShouldBe(0, outcome.Error);
    }

    private Task<Outcome> Validate(string yaml, string row)
    {
        project.Write("rows.jsonl", string.Concat(Enumerable.Repeat(row + "\n", 3)));
        return project.RunAsync(new SmallPipeline(yaml), "validate");
    }
}
