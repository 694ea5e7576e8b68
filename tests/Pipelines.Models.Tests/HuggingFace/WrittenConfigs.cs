using Pipelines.Spec;

namespace Pipelines.Models.Tests.HuggingFace;

public sealed class WrittenConfigs : IDisposable
{
    private readonly ConfigFiles files = new();

    public static TheoryData<string> Families => ConfigSamples.Families;

    public void Dispose() => files.Dispose();

    [Theory]
    [MemberData(nameof(Families))]
    public void What_is_written_reads_as_the_same_model(string family)
    {
        var read = files.Read(ConfigSamples.Text(family));
        HuggingFaceConfig.Write(files["config.json"], read.Model, 61, read.Tokens, "bfloat16");
        var again = HuggingFaceConfig.Read(files["config.json"]);
        again.Model.Architecture.Blocks.ShouldBe(read.Model.Architecture.Blocks);
        (again.Model with { Architecture = read.Model.Architecture }).ShouldBe(read.Model);
        (again.Model.Architecture with { Layers = read.Model.Architecture.Layers }).ShouldBe(read.Model.Architecture);
        again.Tokens.ShouldBe(read.Tokens);
        again.Dtype.ShouldBe("bfloat16");
        again.Unknown.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen3")]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    [InlineData("olmo2")]
    [InlineData("smollm3")]
    [InlineData("granite")]
    public void A_composed_model_that_a_class_computes_is_written_as_that(string family)
    {
        var read = files.Read(ConfigSamples.Text(family));
        HuggingFaceConfig.Write(files["config.json"], read.Model with { Family = Family.Composed }, 61, read.Tokens, "float32");
        HuggingFaceConfig.Read(files["config.json"]).Model.Family.ShouldBe(read.Model.Family);
    }

    [Fact]
    public void A_composed_model_that_no_class_computes_is_refused_with_what_differs()
    {
        var read = files.Read(ConfigSamples.Text("llama")).Model;
        var blocks = read.Architecture.Blocks.ToArray();
        blocks[1] = blocks[1] with { Mixer = new Mamba2Spec(8, 8, 4, 1, 4, 16, 1e-5) };
        var hybrid = read with
        {
            Family = Family.Composed,
            Architecture = read.Architecture with { Layers = new(blocks.Select(block => new BlockGroup(1, new([block])))) },
        };
        var error = Should.Throw<NotSupportedException>(() => HuggingFaceConfig.Write(files["x.json"], hybrid, 61, TokenIds.None, "float32"));
        error.Message.ShouldContain("is composed, and no class of transformers computes what it does");
        error.Message.ShouldContain("As LlamaForCausalLM: layer 1: mamba2 instead of attention");
        File.Exists(files["x.json"]).ShouldBeFalse();
    }

    [Fact]
    public void An_override_that_the_class_has_no_key_for_is_refused()
    {
        var read = files.Read(ConfigSamples.Text("mistral")).Model;
        var wide = read with { Architecture = read.Architecture with { ScaledEmbedding = true } };
        Should.Throw<NotSupportedException>(() => HuggingFaceConfig.Write(files["x.json"], wide, 61, TokenIds.None, "float32")).Message
            .ShouldContain("is not what transformers' MistralForCausalLM computes: scaled_embedding is true instead of false");
    }
}
