namespace Pipelines.Models.Tests.HuggingFace;

/// <summary>What no model here is, is refused: the error has the file, the key and what it says.</summary>
public sealed class RefusedConfigs : IDisposable
{
    private readonly ConfigFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("llama", "model_type", "\"lama\"", "model_type", "did you mean 'llama'?")]
    [InlineData("llama", "model_type", "\"t5\"", "model_type", "'t5' is not a family")]
    [InlineData("llama", "model_type", "absent", "model_type", "is missing")]
    [InlineData("llama", "model_type", "3", "model_type", "3 is not a string")]
    [InlineData("llama", "quantization_config", """{ "quant_method": "fp8" }""", "quantization_config", "quantized by 'fp8'")]
    [InlineData("llama", "text_config", "{}", "text_config", "more than text")]
    [InlineData("llama", "is_encoder_decoder", "true", "is_encoder_decoder", "true is not supported")]
    [InlineData("llama", "pruned_heads", """{ "0": [1] }""", "pruned_heads", "not supported")]
    [InlineData("llama", "hidden_size", "\"32\"", "hidden_size", "\"32\" is not a whole number")]
    [InlineData("llama", "hidden_size", "32.5", "hidden_size", "32.5 is not a whole number")]
    [InlineData("llama", "hidden_size", "0", "hidden_size", "from 1 to 65536")]
    [InlineData("llama", "hidden_size", "-1", "hidden_size", "from 1 to 65536")]
    [InlineData("llama", "hidden_size", "1e300", "hidden_size", "from 1 to 65536")]
    [InlineData("llama", "num_hidden_layers", "1000000000", "num_hidden_layers", "from 1 to 1024")]
    [InlineData("llama", "vocab_size", "100000000000", "vocab_size", "is not a whole number")]
    [InlineData("llama", "num_key_value_heads", "3", "num_key_value_heads", "3 key and value heads do not divide num_attention_heads, 4")]
    [InlineData("llama", "head_dim", "9", "head_dim", "9 channels of a head would turn")]
    [InlineData("llama", "hidden_act", "\"relu\"", "hidden_act", "'relu' is not supported here: silu")]
    [InlineData("llama", "rms_norm_eps", "-1", "rms_norm_eps", "above 0")]
    [InlineData("llama", "attention_bias", "1", "attention_bias", "neither true nor false")]
    [InlineData("llama", "sliding_window", "16", "sliding_window", "not supported")]
    [InlineData("llama", "rope_scaling", """{ "rope_type": "dynamic", "factor": 2 }""", "rope_scaling.rope_type", "'dynamic' is not supported here")]
    [InlineData("llama", "rope_scaling", """{ "type": "longrope" }""", "rope_scaling.short_factor", "is missing")]
    [InlineData("llama", "rope_scaling", """{ "rope_type": "lama3", "factor": 2 }""", "rope_scaling.rope_type", "did you mean 'llama3'?")]
    [InlineData("llama", "rope_scaling", """{ "rope_type": "linear" }""", "rope_scaling.factor", "is missing")]
    [InlineData("llama", "rope_scaling", "3", "rope_scaling", "3 is not an object")]
    [InlineData("llama", "rope_theta", "0", "rope_theta", "above 0")]
    [InlineData("llama", "partial_rotary_factor", "1.5", "partial_rotary_factor", "cannot turn")]
    [InlineData("llama", "eos_token_id", "[\"a\"]", "eos_token_id", "is not a whole number")]
    [InlineData("qwen2", "num_attention_heads", "5", "num_key_value_heads", "do not divide")]
    [InlineData("qwen2", "hidden_size", "30", "num_attention_heads", "4 heads do not divide hidden_size, 30")]
    [InlineData("qwen2", "layer_types", """["full_attention", "full_attention"]""", "layer_types", "names 2 layers; num_hidden_layers is 3")]
    [InlineData("qwen2", "layer_types", """["full_attention", "sliding_attention", "full_attention"]""", "layer_types", "some layers only")]
    [InlineData("qwen2", "layer_types", """["full_attention", "linear_attention", "full_attention"]""", "layer_types", "'linear_attention'")]
    [InlineData("gemma2", "hidden_activation", "\"gelu\"", "hidden_activation", "'gelu' is not supported here")]
    [InlineData("gemma2", "use_bidirectional_attention", "true", "use_bidirectional_attention", "true is not supported")]
    [InlineData("gemma2", "layer_types", """["full_attention", "sliding_attention", "full_attention", "sliding_attention"]""", "layer_types", "every other layer")]
    [InlineData("gemma3", "layer_types", """["sliding_attention", "full_attention", "sliding_attention", "sliding_attention", "full_attention", "full_attention", "full_attention"]""", "layer_types", "last of each so many")]
    [InlineData("gemma3", "sliding_window", "null", "sliding_window", "is null")]
    [InlineData("gemma3", "use_bidirectional_attention", "true", "use_bidirectional_attention", "true is not supported")]
    [InlineData("phi3", "partial_rotary_factor", "1", "rope_scaling", "has 3 factors, and 4 pairs")]
    [InlineData("phi3", "rope_scaling", """{ "type": "longrope", "short_factor": [1, 0, 2] }""", "rope_scaling.short_factor", "0 is not a number above 0")]
    [InlineData("phi3", "lm_head_bias", "true", "lm_head_bias", "true is not supported")]
    [InlineData("smollm3", "no_rope_layers", "[1, 0, 1, 1, 0, 1, 1]", "no_rope_layers", "last of each so many")]
    [InlineData("smollm3", "no_rope_layers", "[1, 0]", "no_rope_layers", "names 2 layers")]
    [InlineData("smollm3", "use_sliding_window", "true", "use_sliding_window", "true is not supported")]
    [InlineData("mixtral", "num_experts_per_tok", "6", "num_experts_per_tok", "6 of 5 experts")]
    [InlineData("qwen3_moe", "decoder_sparse_step", "2", "decoder_sparse_step", "2 is not supported")]
    [InlineData("qwen3_moe", "mlp_only_layers", "[1]", "mlp_only_layers", "other than the first ones")]
    [InlineData("qwen3_moe", "mlp_only_layers", "[7]", "mlp_only_layers", "from 0 to 2")]
    [InlineData("gpt_oss", "swiglu_alpha", "1.5", "swiglu_alpha", "only 1.702 is")]
    [InlineData("gpt_oss", "layer_types", """["full_attention", "sliding_attention", "full_attention", "sliding_attention"]""", "layer_types", "every other layer")]
    [InlineData("llama", "quantization_config", """{ "quant_method": "mxfp4" }""", "quantization_config", "quantized by 'mxfp4'")]
    [InlineData("deepseek_v3", "scoring_func", "\"softmax\"", "scoring_func", "only \"sigmoid\" is")]
    [InlineData("deepseek_v3", "topk_method", "\"greedy\"", "topk_method", "only \"noaux_tc\" is")]
    [InlineData("deepseek_v3", "n_group", "3", "n_group", "3 groups do not divide")]
    [InlineData("deepseek_v3", "topk_group", "5", "topk_group", "5 of 4 groups")]
    [InlineData("deepseek_v3", "topk_group", "1", "num_experts_per_tok", "3 experts are more than")]
    [InlineData("deepseek_v3", "rope_interleave", "false", "rope_interleave", "false is not supported")]
    [InlineData("deepseek_v3", "qk_rope_head_dim", "5", "qk_rope_head_dim", "5 is odd")]
    [InlineData("gpt2", "n_head", "5", "n_head", "5 heads do not divide n_embd, 32")]
    [InlineData("gpt2", "activation_function", "\"tanh\"", "activation_function", "'tanh' is not supported here")]
    [InlineData("gpt2", "scale_attn_weights", "false", "scale_attn_weights", "false is not supported")]
    [InlineData("gpt2", "scale_attn_by_inverse_layer_idx", "true", "scale_attn_by_inverse_layer_idx", "true is not supported")]
    [InlineData("gpt2", "resid_pdrop", "1", "resid_pdrop", "from 0 to below 1")]
    [InlineData("mamba", "intermediate_size", "64", "intermediate_size", "64 is not expand · hidden_size, 96")]
    [InlineData("mamba2", "num_heads", "10", "num_heads", "10 heads of 8 are not the 3 · 32 inner channels")]
    [InlineData("mamba2", "n_groups", "5", "n_groups", "5 groups do not divide 12 heads")]
    [InlineData("mamba2", "time_step_limit", "[0.0, 0.1]", "time_step_limit", "[0.0,0.1] is not supported")]
    [InlineData("jamba", "attn_layer_offset", "3", "attn_layer_offset", "3 is not below attn_layer_period, 3")]
    [InlineData("jamba", "sliding_window", "16", "sliding_window", "16 is not supported")]
    [InlineData("bamba", "attn_layer_indices", "[4]", "attn_layer_indices", "4 is not a whole number from 0 to 3")]
    [InlineData("bamba", "mamba_n_heads", "7", "mamba_n_heads", "inner channels")]
    [InlineData("bert", "position_embedding_type", "\"relative_key\"", "position_embedding_type", "only \"absolute\" is")]
    [InlineData("bert", "is_decoder", "true", "is_decoder", "true is not supported")]
    public void The_key_is_named(string family, string key, string value, string field, string problem)
    {
        var error = Should.Throw<HuggingFaceException>(() => files.Read(ConfigSamples.With(family, key, value)));
        error.Field.ShouldBe(field);
        error.Message.ShouldStartWith($"{files["config.json"]}: {field}: ");
        error.Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON (line 1")]
    [InlineData("{\n\"a\": }", "not valid JSON (line 2")]
    [InlineData("[1]", "holds no object")]
    [InlineData("Infinity", "holds no object")]
    public void What_is_no_object_is_refused(string text, string problem) =>
        Should.Throw<HuggingFaceException>(() => files.Read(text)).Message.ShouldContain(problem);

    [Fact]
    public void A_folder_without_the_file_is_refused() =>
        Should.Throw<HuggingFaceException>(() => HuggingFaceFolder.Open(files["none"])).Message.ShouldContain("there is no such file");

    [Fact]
    public void Keys_that_nobody_knows_are_told() =>
        files.Read(ConfigSamples.With("llama", "residual_multiplier", "0.22")).Unknown.ShouldBe(["residual_multiplier"]);

    [Fact]
    public void Words_within_strings_are_left_alone() =>
        Should.Throw<HuggingFaceException>(() => files.Read("""{ "model_type": "a \" NaN Infinity" }""")).Message
            .ShouldContain("'a \" NaN Infinity' is not a family");
}
