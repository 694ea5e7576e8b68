namespace Pipelines.Spec.Tests;

/// <summary>The modules of a model: names, shapes, weights.</summary>
public sealed class ShapesOfModels
{
    [Fact]
    public void A_llama_has_its_checkpoints_names_and_shapes() =>
        Lines("family: llama, vocab: 4096, dim: 192, layers: 1, heads: 6, kv_heads: 2, context: 256, tied: false").ShouldBe(
        [
            "model.embed_tokens: int64 [batch, time] → compute [batch, time, 192]; weight [4096, 192]",
            "model.layers.0.input_layernorm: compute [batch, time, 192] → compute [batch, time, 192]; weight [192]",
            "model.layers.0.self_attn.q_proj: compute [batch, time, 192] → compute [batch, time, 192]; weight [192, 192]",
            "model.layers.0.self_attn.k_proj: compute [batch, time, 192] → compute [batch, time, 64]; weight [64, 192]",
            "model.layers.0.self_attn.v_proj: compute [batch, time, 192] → compute [batch, time, 64]; weight [64, 192]",
            "model.layers.0.self_attn.rotary_emb: compute [batch, time, 8, 32] → compute [batch, time, 8, 32]",
            "model.layers.0.self_attn: compute [batch, time, 10, 32] → compute [batch, time, 192]",
            "model.layers.0.self_attn.o_proj: compute [batch, time, 192] → compute [batch, time, 192]; weight [192, 192]",
            "model.layers.0.post_attention_layernorm: compute [batch, time, 192] → compute [batch, time, 192]; weight [192]",
            "model.layers.0.mlp.gate_proj: compute [batch, time, 192] → compute [batch, time, 512]; weight [512, 192]",
            "model.layers.0.mlp.up_proj: compute [batch, time, 192] → compute [batch, time, 512]; weight [512, 192]",
            "model.layers.0.mlp.act_fn: compute [batch, time, 512] → compute [batch, time, 512]",
            "model.layers.0.mlp.down_proj: compute [batch, time, 512] → compute [batch, time, 192]; weight [192, 512]",
            "model.norm: compute [batch, time, 192] → compute [batch, time, 192]; weight [192]",
            "lm_head: compute [batch, time, 192] → compute [batch, time, 4096]; weight [4096, 192]",
        ]);

    [Fact]
    public void A_gpt2_has_its_checkpoints_names_and_its_weights_the_other_way_round() =>
        Lines("family: gpt2, vocab: 50257, dim: 768, layers: 1, heads: 12, context: 1024").ShouldBe(
        [
            "transformer.wte: int64 [batch, time] → compute [batch, time, 768]; weight [50257, 768]",
            "transformer.wpe: int64 [batch, time] → compute [batch, time, 768]; weight [1024, 768]",
            "transformer.h.0.ln_1: compute [batch, time, 768] → compute [batch, time, 768]; weight [768]; bias [768]",
            "transformer.h.0.attn.c_attn: compute [batch, time, 768] → compute [batch, time, 2304]; weight [768, 2304]; bias [2304]",
            "transformer.h.0.attn: compute [batch, time, 36, 64] → compute [batch, time, 768]",
            "transformer.h.0.attn.c_proj: compute [batch, time, 768] → compute [batch, time, 768]; weight [768, 768]; bias [768]",
            "transformer.h.0.ln_2: compute [batch, time, 768] → compute [batch, time, 768]; weight [768]; bias [768]",
            "transformer.h.0.mlp.c_fc: compute [batch, time, 768] → compute [batch, time, 3072]; weight [768, 3072]; bias [3072]",
            "transformer.h.0.mlp.act: compute [batch, time, 3072] → compute [batch, time, 3072]",
            "transformer.h.0.mlp.c_proj: compute [batch, time, 3072] → compute [batch, time, 768]; weight [3072, 768]; bias [768]",
            "transformer.ln_f: compute [batch, time, 768] → compute [batch, time, 768]; weight [768]; bias [768]",
            "lm_head: compute [batch, time, 768] → compute [batch, time, 50257]",
        ]);

    [Fact]
    public void Each_weights_name_is_its_modules() =>
        ShapeInference.Of(Models.Read("family: gpt2, vocab: 64, dim: 8, layers: 2, heads: 2, context: 8"), 64)
            .SelectMany(node => node.Weights.Select(weight => (node.Name, Weight: weight.Name)))
            .ShouldAllBe(pair => pair.Weight == pair.Name + ".weight" || pair.Weight == pair.Name + ".bias");

    [Theory]
    [InlineData(192, 512)]
    [InlineData(256, 704)]
    [InlineData(64, 192)]
    [InlineData(2048, 5504)]
    [InlineData(4096, 10944)]
    public void A_llamas_hidden_width_is_two_thirds_of_four_dims_up_to_a_multiple_of_64(int dim, int hidden) =>
        Models.Read($"family: llama, vocab: 64, dim: {dim}, layers: 1, heads: 2, context: 8").Architecture.Blocks.Single()
            .FeedForward.Hidden.ShouldBe(hidden);

    [Theory]
    [InlineData("dim: 384")]
    [InlineData("layers: 9")]
    [InlineData("heads: 12")]
    [InlineData("kv_heads: 3")]
    [InlineData("head_dim: 64")]
    [InlineData("hidden: 1000")]
    [InlineData("vocab: 77")]
    [InlineData("context: 8")]
    [InlineData("dropout: 0.5")]
    [InlineData("rope: { theta: 500000 }")]
    [InlineData("norm: { eps: 1e-6 }")]
    [InlineData("init: { std: 0.1 }")]
    public void A_size_leaves_the_structure_as_it_is(string setting) => Structure.Of(Llama(setting)).ShouldBe(Structure.Of(Llama("")));

    [Fact]
    public void Structures_say_what_code_depends_on()
    {
        Structure.Of(Llama("")).ShouldBe("llama · tied · no positions · [rmsnorm attention(rope) rmsnorm swiglu] · rmsnorm");
        Structure.Of(Llama("tied: false")).ShouldBe("llama · untied · no positions · [rmsnorm attention(rope) rmsnorm swiglu] · rmsnorm");
        Structure.Of(Models.Read("family: gpt2, vocab: 64, dim: 8, layers: 2, heads: 2, context: 8")).ShouldBe(
            "gpt2 · tied · learned positions · [layernorm attention(qkv bias, out bias) layernorm mlp(bias)] · layernorm");
    }

    private static ModelSpec Llama(string setting)
    {
        var settings = new Dictionary<string, string>
        {
            ["family"] = "llama",
            ["vocab"] = "64",
            ["dim"] = "192",
            ["layers"] = "2",
            ["heads"] = "6",
            ["context"] = "16",
        };
        if (setting.Length > 0) settings[setting.Split(": ", 2)[0]] = setting.Split(": ", 2)[1];
        return Models.Read(string.Join(", ", settings.Select(pair => $"{pair.Key}: {pair.Value}")));
    }

    private static string[] Lines(string settings)
    {
        var model = Models.Read(settings);
        return ShapeInference.Of(model, model.Vocab.Size).Select(node =>
            $"{node.Name}: {node.Input.Type} {node.Input} → {node.Output.Type} {node.Output}"
            + string.Concat(node.Weights.Select(weight => $"; {Line(weight, node)}"))).ToArray();
    }

    private static string Line(WeightShape weight, ModelNode node) =>
        $"{weight.Name[(node.Name.Length + 1)..]} [{string.Join(", ", weight.Sizes)}]";
}
