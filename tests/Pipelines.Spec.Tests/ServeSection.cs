namespace Pipelines.Spec.Tests;

public sealed class ServeSection
{
    private const string File = """
        pipeline: example

        data:
          docs: { source: dotnet-docs }

        models:
          small: { family: llama, vocab: tokenizer, dim: 96, layers: 3, heads: 3, context: 256 }
          encoder: { family: bert, vocab: tokenizer, dim: 96, layers: 3, heads: 3, context: 256 }

        stages:
          tokenizer: { kind: bpe, data: docs, vocab: 4096, special_tokens: ["<|endoftext|>", "[MASK]"] }
          pretrain: { model: small, data: docs, tokens: 1.5M }
          quantize: { from: pretrain, types: q8_0 }
          several: { kind: quantize, from: pretrain, types: [q8_0, q4_k_m] }
          masked: { kind: pretrain, model: encoder, data: docs, tokens: 1.5M }

        """;

    [Fact]
    public void Is_all_defaults_where_there_is_none()
    {
        var serve = Read("").Spec!.Serve;
        serve.Stage.ShouldBe("quantize", "the last one that continues texts and is of one type");
        (serve.Host, serve.Port, serve.Cache, serve.Name).ShouldBe(("127.0.0.1", 8080, 1_000_000_000, null));
        serve.Speculation.ShouldBeNull();
        (serve.Sampling.MaxTokens, serve.Sampling.Temperature).ShouldBe((1 << 24, 0.8));
    }

    [Fact]
    public void Takes_every_setting()
    {
        var serve = Read("""
            serve:
              model: pretrain
              name: assistant
              host: "::"
              port: 0
              cache: 500MB
              sequences: 8
              step_tokens: 256
              queue: 10
              timeout: 60
              threads: 2
              speculation: { draft: { model: quantize, tokens: 5 } }
              api_keys_file: keys.txt
              requests_per_minute: 60
              cors: [https://example.org]
              sampling: { temperature: 0, max_tokens: 100 }
            """).Spec!.Serve;
        serve.ShouldBe(new ServeSpec(
            "pretrain", null, "assistant", "::", 0, 500_000_000, 8, 256, 10, 60, 2, new DraftSpeculationSpec(5, "quantize"), "keys.txt", 60,
            new(["https://example.org"]), serve.Sampling));
        (serve.Sampling.MaxTokens, serve.Sampling.Temperature).ShouldBe((100, 0));
    }

    [Theory]
    [InlineData("ngram", 8, 6)]
    [InlineData("{ ngram: { tokens: 8, match: 2 } }", 8, 2)]
    public void Looks_up_what_stands_before(string speculation, int tokens, int match) =>
        Read($"serve: {{ speculation: {speculation} }}").Spec!.Serve.Speculation.ShouldBe(new NgramSpeculationSpec(tokens, match));

    [Theory]
    [InlineData("model: tokenizer", "PIPE0202", "serve", "which makes a tokenizer, not a checkpoint or a quantized model")]
    [InlineData("model: pretain", "PIPE0015", "serve", "did you mean 'pretrain'?")]
    [InlineData("model: several", "PIPE0222", "serve", "'several' makes models of 2 types (q8_0, q4_k_m), and 'serve' runs one")]
    [InlineData("model: masked", "PIPE0208", "serve", "encoder, which 'masked' trains, sees what comes after a token")]
    [InlineData("speculation: { draft: { model: masked } }", "PIPE0208", "serve", "encoder, which 'masked' trains")]
    [InlineData("model: models:/assistant", "PIPE0005", "serve", "'models:/assistant'; expected a version of a registered model, such as")]
    [InlineData("model: model:/assistant@champion", "PIPE0005", "serve", "expected a version of a registered model")]
    [InlineData("model: models/assistant/3", "PIPE0005", "serve", "expected a version of a registered model")]
    [InlineData("model: models:/assistant@latest", "PIPE0005", "serve", "models:/assistant/latest")]
    [InlineData("port: 65536", "PIPE0007", "serve", "65535")]
    [InlineData("host: example.org", "PIPE0005", "serve", "expected localhost or an IP address")]
    [InlineData("cors: example.org", "PIPE0005", "serve", "expected an origin")]
    [InlineData("prot: 80", "PIPE0003", "serve", "did you mean 'port'?")]
    public void Is_refused_at_its_place(string setting, string id, string owner, string says)
    {
        var said = Read($"{owner}:\n  {setting}").Diagnostics.ShouldHaveSingleItem();
        said.Id.ShouldBe(id);
        said.Message.ShouldContain(says);
        said.ToString().ShouldStartWith("example.pipeline.yaml(18,");
    }

    [Fact]
    public void Needs_a_stage_that_makes_a_model()
    {
        var read = PipelineReader.Read("example.pipeline.yaml", "pipeline: example\nserve: { port: 80 }", new ReadOptions());
        read.Diagnostics.ShouldHaveSingleItem().Message.ShouldStartWith("'serve' needs a stage that makes a checkpoint");
        PipelineReader.Read("example.pipeline.yaml", "pipeline: example", new ReadOptions()).Spec!.Serve.Stage.ShouldBeNull();
    }

    [Theory]
    [InlineData("models:/assistant@champion")]
    [InlineData("models:/my assistant.2/31")]
    [InlineData("models:/assistant/latest")]
    public void May_be_of_a_registered_model(string model)
    {
        var read = Read($"serve: {{ model: {model}, speculation: {{ draft: {{ model: pretrain }} }} }}");
        read.Diagnostics.ShouldBeEmpty();
        (read.Spec!.Serve.Stage, read.Spec.Serve.Registered).ShouldBe((null, model));
        PipelineReader.Read("example.pipeline.yaml", $"pipeline: example\nserve: {{ model: {model} }}", new ReadOptions())
            .Diagnostics.ShouldBeEmpty("a registered model needs no stage");
    }

    [Fact]
    public void Closes_no_circle_of_stages() =>
        Read("serve: { model: pretrain, speculation: { draft: { model: pretrain } } }").Diagnostics.ShouldBeEmpty();

    [Fact]
    public void Is_read_one_by_one_without_a_file()
    {
        var serve = ServerSettings.Read(["port=0", "sampling.temperature=0", "speculation=ngram", "host=::1"], out var nothing)!;
        nothing.ShouldBeEmpty();
        (serve.Port, serve.Sampling.Temperature, serve.Host, serve.Stage).ShouldBe((0, 0, "::1", null));
        serve.Speculation.ShouldBe(new NgramSpeculationSpec(8, 6));
        ServerSettings.Read(["port=70000", "cach=1GB"], out var said).ShouldBeNull();
        said.Select(one => one.Message).Order().ShouldBe(
        [
            "'cach' is not a setting of serve; did you mean 'cache'?", "port is 70000; expected a whole number from 0 to 65535; nearest: 65535",
        ]);
    }

    private static ReadResult Read(string serve) => PipelineReader.Read("example.pipeline.yaml", File + "\n" + serve, new ReadOptions());
}
