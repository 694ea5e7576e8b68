namespace Pipelines.Spec.Tests;

/// <summary>Stages that take a checkpoint from a folder, or write one.</summary>
public sealed class MovedCheckpoints
{
    private const string File = """
        pipeline: moved
        data:
          docs: { source: text, files: ["*.txt"] }
        models:
          small: { family: llama, vocab: 300, dim: 32, layers: 2, heads: 2, context: 32 }
        stages:
          import: { model: small, folder: ./given }
          evaluate: { from: import, data: docs }
          export: { from: import, folder: ./out, dtype: bf16, shard: 1.5MB }
        """;

    [Fact]
    public void Are_read()
    {
        var read = Read(File);
        read.Diagnostics.ShouldBeEmpty();
        read.Spec!.Stages[0].ShouldBe(new ImportSpec("import", "small", "./given"));
        read.Spec.Stages[2].ShouldBe(
            new ExportSpec("export", "import", ExportFormat.HuggingFace, "./out", WeightType.BFloat16, 1_500_000));
    }

    [Theory]
    [InlineData("evaluate: { from: import, data: docs }", "evaluate: { from: import }", "'evaluate' needs 'data': 'import' takes a checkpoint from elsewhere")]
    [InlineData("shard: 1.5MB", "shard: 15", "a size such as 5GB or 500MB")]
    [InlineData("shard: 1.5MB", "shard: 5 GB", "a size such as 5GB or 500MB")]
    [InlineData("dtype: bf16", "dtype: bf61", "did you mean 'bf16'?")]
    [InlineData("model: small", "model: smal", "did you mean 'small'?")]
    [InlineData("{ from: import, folder", "{ from: evaluate, folder", "which makes a report, not a checkpoint")]
    public void Say_what_is_wrong(string part, string replacement, string problem) =>
        Read(File.Replace(part, replacement)).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain(problem);

    private static ReadResult Read(string text) => PipelineReader.Read("moved.pipeline.yaml", text, new ReadOptions());
}
