namespace Pipelines.Spec.Tests;

public sealed class RegistrySection
{
    private const string File = """
        pipeline: example

        data:
          docs: { source: dotnet-docs }

        models:
          small: { family: llama, vocab: tokenizer, dim: 96, layers: 3, heads: 3, context: 256 }

        stages:
          tokenizer: { kind: bpe, data: docs, vocab: 4096 }
          pretrain: { model: small, data: docs, tokens: 1.5M }
          quantize: { from: pretrain, types: q8_0 }
          evaluate: { from: pretrain }

        """;

    [Fact]
    public void Is_empty_where_there_is_none() => Read("").Spec!.Registry.ShouldBeEmpty();

    [Fact]
    public void Names_the_stages_whose_models_are_registered()
    {
        var read = Read(
            """
            registry:
              docs: { from: pretrain, alias: candidate, description: reads the documentation }
              docs-small: { from: quantize }
            """);
        read.Diagnostics.ShouldBeEmpty();
        read.Spec!.Registry.ShouldBe(
        [
            new RegistrationSpec("docs", "pretrain", "candidate", "reads the documentation"),
            new RegistrationSpec("docs-small", "quantize", null, null),
        ]);
    }

    [Theory]
    [InlineData("docs: { from: pretrian }", "from names 'pretrian', which is not under 'stages:'; did you mean 'pretrain'?")]
    [InlineData("docs: { from: evaluate }", "from names 'evaluate', which makes a report, not a checkpoint, a quantized model or a reward model")]
    [InlineData("docs: { alias: champion }", "'docs', a registration, needs 'from'")]
    [InlineData("docs: { from: pretrain, alias: latest }", "alias is 'latest'; expected letters, digits, '-' and '_' that are no version")]
    [InlineData("docs: { from: pretrain, alias: v3 }", "alias is 'v3'")]
    [InlineData("docs: { stage: pretrain }", "'stage' is not a setting of a registration; did you mean 'from'?")]
    [InlineData("\"a/b\": { from: pretrain }", "'a/b' cannot name a registered model")]
    public void Reports_what_is_none(string registration, string problem) =>
        Read($"registry:\n  {registration}\n").Diagnostics.Select(diagnostic => diagnostic.Message)
            .ShouldContain(message => message.Contains(problem));

    private static ReadResult Read(string registry) => PipelineReader.Read("example.pipeline.yaml", File + registry, new ReadOptions());
}
