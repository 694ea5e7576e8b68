using Pipelines.Models.Tests.HuggingFace;
using Pipelines.Spec;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>
/// A model that no architecture of llama.cpp computes is refused before anything is written, and the message says what differs.
/// </summary>
public sealed class RefusedModels : IDisposable
{
    private readonly ConfigFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("{ family: mamba2, dim: 64, layers: 2, mamba2: { head_dim: 16, groups: 2 } }", "ssm.group_count", "norms of each group")]
    [InlineData("{ family: mamba, dim: 64, layers: 2, mamba: { expand: 3 } }", "ssm.inner_size: 192 is not twice")]
    [InlineData("{ family: mamba, dim: 64, layers: 2, mamba: { conv_bias: false } }", "layer 0: conv_bias is false instead of true")]
    [InlineData("{ family: qwen3_moe, dim: 64, layers: 3, heads: 4, dense_layers: 1, moe: { experts: 4, top_k: 2 } }", "layer 0: swiglu instead of moe")]
    [InlineData("{ family: qwen3, dim: 64, layers: 2, heads: 4, qkv_bias: true, out_bias: true }", "qkv_bias is true instead of false")]
    [InlineData("{ family: gemma3, dim: 64, layers: 2, heads: 4, logit_softcap: 30 }", "logit_softcap is 30 instead of none")]
    [InlineData("{ family: gemma3, dim: 64, layers: 2, heads: 4, global_every: 1 }", "no layer has one")]
    [InlineData("{ family: olmo2, dim: 64, layers: 2, heads: 4, tied: true }", "its head is its own")]
    [InlineData("{ family: olmo2, dim: 64, layers: 2, heads: 4, head_dim: 32 }", "its 4 heads are 64 / 4 wide, and not 32")]
    [InlineData("{ family: smollm3, dim: 64, layers: 4, heads: 4, nope_every: 2 }", "layer 1: rope.theta is")]
    [InlineData("{ family: smollm3, dim: 64, layers: 4, heads: 4, rope: { scaling: { llama3: { factor: 8, original_context: 64 } } } }", "does not read the factors of rope.llama3")]
    [InlineData("{ family: gemma2, dim: 64, layers: 2, heads: 4, softcap: none }", "softcap is none instead of 50")]
    [InlineData("{ family: phi3, dim: 64, layers: 2, heads: 4, head_dim: 32 }", "its 4 heads are 64 / 4 wide, and not 32")]
    [InlineData("{ dim: 64, heads: 4, layers: [attention, { mixer: { attention: { rope: none } } }] }", "As llama: layer 1: rope.theta is none instead of 10000")]
    [InlineData("{ dim: 64, heads: 4, layers: [{ repeat: 2, mixer: attention }], softcap: 30 }", "softcap is 30 instead of none")]
    [InlineData("{ dim: 64, heads: 4, layers: [{ mixer: attention, repeat: 2, residual: parallel }] }", "residual is parallel instead of sequential")]
    [InlineData("{ dim: 64, heads: 4, layers: [mamba, { mixer: attention }, mamba2], mamba2: { head_dim: 16 } }", "As granitehybrid: layer 0: mamba instead of mamba2")]
    [InlineData("{ dim: 64, heads: 4, layers: [attention, { mixer: { attention: { heads: 2 } } }] }", "As llama: layer 1: heads is 2 instead of 4")]
    [InlineData("{ dim: 64, heads: 4, layers: [attention], ffn: { moe: { experts: 4, top_k: 2, score: sigmoid } } }", "As granitemoe: layer 0: score is sigmoid instead of softmax")]
    public void What_differs_is_said(string yaml, params string[] said)
    {
        var spec = GgufSamples.Read(yaml, $"{yaml[..^1]}, context: 64, vocab: {GgufSamples.Vocab} }}");
        using var model = GgufSamples.Build(spec);
        var refusal = Should.Throw<NotSupportedException>(
            () => GgufModel.Write(files["model.gguf"], model, spec, null, QuantizationType.F32));
        refusal.Message.ShouldStartWith("model 'sample'");
        foreach (var part in said) refusal.Message.ShouldContain(part);
        File.Exists(files["model.gguf"]).ShouldBeFalse();
    }

    [Fact]
    public void A_window_that_llama_cpp_has_not_is_a_note()
    {
        var spec = GgufSamples.Read("window", "{ family: mistral, dim: 64, layers: 2, heads: 4, window: 16, context: 64, vocab: 80 }");
        using var model = GgufSamples.Build(spec);
        GgufModel.Write(files["model.gguf"], model, spec, null, QuantizationType.F32).Notes
            .ShouldBe(["llama.cpp's llama has no windows of attention: the model is the same there for texts of up to 16 tokens"]);
        using var file = GgufModel.Open(files["model.gguf"]);
        file.DifferenceFrom(spec).ShouldBeNull();
    }
}
