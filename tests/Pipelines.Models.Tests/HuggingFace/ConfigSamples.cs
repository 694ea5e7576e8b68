using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipelines.Models.Tests.HuggingFace;

/// <summary>
/// A configuration of each family with the keys that published files have, in small sizes. None of the sizes is a default, and no
/// two of a file are the same, so that a key that is read for another shows.
/// </summary>
internal static class ConfigSamples
{
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["llama"] = """
            { "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48,
              "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 10, "hidden_act": "silu",
              "max_position_embeddings": 40, "initializer_range": 0.03, "rms_norm_eps": 2e-05, "tie_word_embeddings": true,
              "attention_bias": true, "mlp_bias": true, "attention_dropout": 0.0, "pretraining_tp": 1, "rope_theta": 500000.0,
              "rope_scaling": { "factor": 8.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                "original_max_position_embeddings": 16, "rope_type": "llama3" },
              "bos_token_id": 1, "eos_token_id": [2, 3], "torch_dtype": "bfloat16", "transformers_version": "4.45.0", "use_cache": true }
            """,
        ["mistral"] = """
            { "architectures": ["MistralForCausalLM"], "model_type": "mistral", "vocab_size": 61, "hidden_size": 32,
              "intermediate_size": 48, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 10,
              "hidden_act": "silu", "max_position_embeddings": 40, "initializer_range": 0.03, "rms_norm_eps": 2e-05,
              "sliding_window": 16, "tie_word_embeddings": false, "attention_dropout": 0.0, "rope_theta": 20000.0,
              "bos_token_id": 1, "eos_token_id": 2, "torch_dtype": "float32" }
            """,
        ["qwen2"] = """
            { "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48,
              "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu",
              "max_position_embeddings": 40, "max_window_layers": 3, "initializer_range": 0.03, "rms_norm_eps": 2e-06,
              "sliding_window": 32, "use_sliding_window": false, "tie_word_embeddings": true, "attention_dropout": 0.0,
              "rope_theta": 1000000.0, "bos_token_id": 1, "eos_token_id": 2, "torch_dtype": "bfloat16" }
            """,
        ["qwen3"] = """
            { "architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48,
              "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 10, "hidden_act": "silu",
              "max_position_embeddings": 40, "max_window_layers": 3, "initializer_range": 0.03, "rms_norm_eps": 2e-06,
              "sliding_window": null, "use_sliding_window": false, "tie_word_embeddings": true, "attention_bias": false,
              "attention_dropout": 0.0, "rope_theta": 1000000, "rope_scaling": null, "bos_token_id": 1, "eos_token_id": 2 }
            """,
        ["gemma2"] = """
            { "architectures": ["Gemma2ForCausalLM"], "model_type": "gemma2", "vocab_size": 61, "hidden_size": 32,
              "intermediate_size": 48, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 10,
              "hidden_act": "gelu_pytorch_tanh", "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 40,
              "initializer_range": 0.03, "rms_norm_eps": 2e-06, "sliding_window": 16, "query_pre_attn_scalar": 24,
              "attn_logit_softcapping": 45.0, "final_logit_softcapping": 25.0, "attention_bias": false, "attention_dropout": 0.0,
              "rope_theta": 20000.0, "cache_implementation": "hybrid", "bos_token_id": 2, "eos_token_id": 1, "pad_token_id": 0 }
            """,
        ["gemma3"] = """
            { "architectures": ["Gemma3ForCausalLM"], "model_type": "gemma3_text", "vocab_size": 61, "hidden_size": 32,
              "intermediate_size": 48, "num_hidden_layers": 7, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 10,
              "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 40, "initializer_range": 0.03,
              "rms_norm_eps": 2e-06, "sliding_window": 16, "_sliding_window_pattern": 3, "layer_types": ["sliding_attention",
                "sliding_attention", "full_attention", "sliding_attention", "sliding_attention", "full_attention",
                "sliding_attention"], "query_pre_attn_scalar": 24, "attn_logit_softcapping": null, "final_logit_softcapping": null,
              "attention_bias": false, "attention_dropout": 0.0, "rope_local_base_freq": 20000.0, "rope_theta": 3000000.0,
              "rope_scaling": { "factor": 8.0, "rope_type": "linear" }, "use_bidirectional_attention": false,
              "cache_implementation": "hybrid", "bos_token_id": 2, "eos_token_id": 1, "pad_token_id": 0 }
            """,
        ["phi3"] = """
            { "architectures": ["Phi3ForCausalLM"], "model_type": "phi3", "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48,
              "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu", "embd_pdrop": 0.0,
              "resid_pdrop": 0.0, "attention_dropout": 0.0, "attention_bias": false, "mlp_bias": false, "lm_head_bias": false,
              "full_attn_mod": 1, "interpolate_factor": 1, "max_position_embeddings": 40, "original_max_position_embeddings": 16,
              "initializer_range": 0.03, "rms_norm_eps": 2e-05, "partial_rotary_factor": 0.75, "rope_theta": 20000.0,
              "rope_scaling": { "long_factor": [1, 1.118320672, 47.77], "short_factor": [1.0, 1.25, 1.5], "type": "longrope" },
              "sliding_window": 24, "tie_word_embeddings": true, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2,
              "auto_map": { "AutoConfig": "configuration_phi3.Phi3Config" }, "torch_dtype": "bfloat16", "use_cache": true }
            """,
        ["olmo2"] = """
            { "architectures": ["Olmo2ForCausalLM"], "model_type": "olmo2", "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48,
              "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu",
              "max_position_embeddings": 40, "initializer_range": 0.03, "rms_norm_eps": 2e-06, "tie_word_embeddings": false,
              "attention_bias": false, "attention_dropout": 0.0, "rope_theta": 500000, "rope_scaling": null, "eos_token_id": 57,
              "pad_token_id": 58, "torch_dtype": "float32", "transformers_version": "4.47.0", "use_cache": false }
            """,
        ["smollm3"] = """
            { "architectures": ["SmolLM3ForCausalLM"], "model_type": "smollm3", "vocab_size": 61, "hidden_size": 32,
              "intermediate_size": 48, "num_hidden_layers": 7, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu",
              "layer_types": ["full_attention", "full_attention", "full_attention", "full_attention", "full_attention", "full_attention",
                "full_attention"], "max_position_embeddings": 40, "max_window_layers": 28, "initializer_range": 0.03,
              "rms_norm_eps": 2e-06, "no_rope_layer_interval": 3, "no_rope_layers": [1, 1, 0, 1, 1, 0, 1], "pretraining_tp": 2,
              "sliding_window": null, "use_sliding_window": false, "tie_word_embeddings": true, "attention_bias": false, "mlp_bias": false,
              "attention_dropout": 0.0, "rope_scaling": null, "rope_theta": 5000000.0, "eos_token_id": 57, "pad_token_id": 58 }
            """,
        ["granite"] = """
            { "architectures": ["GraniteForCausalLM"], "model_type": "granite", "vocab_size": 61, "hidden_size": 32,
              "intermediate_size": 48, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu",
              "max_position_embeddings": 40, "initializer_range": 0.03, "rms_norm_eps": 2e-05, "tie_word_embeddings": true,
              "attention_bias": false, "mlp_bias": true, "attention_dropout": 0.1, "attention_multiplier": 0.015625,
              "embedding_multiplier": 12.0, "residual_multiplier": 0.22, "logits_scaling": 8.0, "rope_scaling": null,
              "rope_theta": 5000000.0, "bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0, "torch_dtype": "bfloat16" }
            """,
        ["mixtral"] = """
            { "architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "vocab_size": 61, "hidden_size": 32,
              "intermediate_size": 24, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu",
              "max_position_embeddings": 40, "initializer_range": 0.03, "rms_norm_eps": 2e-05, "sliding_window": null,
              "num_local_experts": 5, "num_experts_per_tok": 3, "output_router_logits": false, "router_aux_loss_coef": 0.02,
              "tie_word_embeddings": false, "attention_dropout": 0.0, "rope_theta": 2000000.0, "bos_token_id": 1, "eos_token_id": 2 }
            """,
        ["qwen3_moe"] = """
            { "architectures": ["Qwen3MoeForCausalLM"], "model_type": "qwen3_moe", "vocab_size": 61, "hidden_size": 32,
              "intermediate_size": 48, "moe_intermediate_size": 12, "num_hidden_layers": 3, "num_attention_heads": 4,
              "num_key_value_heads": 2, "head_dim": 10, "hidden_act": "silu", "max_position_embeddings": 40, "max_window_layers": 3,
              "initializer_range": 0.03, "rms_norm_eps": 2e-06, "sliding_window": null, "use_sliding_window": false,
              "decoder_sparse_step": 1, "mlp_only_layers": [0], "num_experts": 6, "num_experts_per_tok": 3, "norm_topk_prob": true,
              "output_router_logits": false, "router_aux_loss_coef": 0.02, "tie_word_embeddings": false, "attention_bias": false,
              "attention_dropout": 0.0, "rope_theta": 1000000.0, "rope_scaling": null, "bos_token_id": 1, "eos_token_id": 2 }
            """,
        ["gpt_oss"] = """
            { "architectures": ["GptOssForCausalLM"], "model_type": "gpt_oss", "vocab_size": 61, "hidden_size": 32,
              "intermediate_size": 24, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 10,
              "hidden_act": "silu", "max_position_embeddings": 40, "initial_context_length": 16, "initializer_range": 0.03,
              "rms_norm_eps": 2e-05, "sliding_window": 12, "attention_bias": true, "attention_dropout": 0.0, "num_local_experts": 6,
              "num_experts_per_tok": 3, "experts_per_token": 3, "output_router_logits": false, "router_aux_loss_coef": 0.02,
              "swiglu_limit": 6.5, "rope_theta": 150000, "rope_scaling": { "beta_fast": 32.0, "beta_slow": 1.0, "factor": 2.5,
                "original_max_position_embeddings": 16, "rope_type": "yarn", "truncate": false },
              "layer_types": ["sliding_attention", "full_attention", "sliding_attention", "full_attention"],
              "quantization_config": { "modules_to_not_convert": ["model.layers.*.self_attn"], "quant_method": "mxfp4" },
              "tie_word_embeddings": false, "eos_token_id": 2, "pad_token_id": 0 }
            """,
        ["deepseek_v3"] = """
            { "architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", "vocab_size": 61, "hidden_size": 32,
              "intermediate_size": 48, "moe_intermediate_size": 12, "num_hidden_layers": 3, "num_attention_heads": 4,
              "num_key_value_heads": 4, "n_shared_experts": 2, "n_routed_experts": 8, "num_experts_per_tok": 3,
              "routed_scaling_factor": 2.25, "n_group": 4, "topk_group": 2, "norm_topk_prob": true, "scoring_func": "sigmoid",
              "topk_method": "noaux_tc", "first_k_dense_replace": 1, "moe_layer_freq": 1, "q_lora_rank": 14, "kv_lora_rank": 18,
              "qk_nope_head_dim": 10, "qk_rope_head_dim": 6, "v_head_dim": 7, "hidden_act": "silu", "max_position_embeddings": 40,
              "initializer_range": 0.03, "rms_norm_eps": 2e-06, "tie_word_embeddings": false, "attention_bias": false,
              "attention_dropout": 0.0, "rope_theta": 20000, "num_nextn_predict_layers": 1, "ep_size": 1,
              "rope_scaling": { "beta_fast": 32, "beta_slow": 1, "factor": 4, "mscale": 1.0, "mscale_all_dim": 1.0,
                "original_max_position_embeddings": 16, "type": "yarn" }, "bos_token_id": 0, "eos_token_id": 1 }
            """,
        ["gpt2"] = """
            { "architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "vocab_size": 61, "n_embd": 32, "n_layer": 3, "n_head": 4,
              "n_positions": 40, "n_ctx": 40, "n_inner": 72, "activation_function": "gelu_new", "attn_pdrop": 0.1, "embd_pdrop": 0.05,
              "resid_pdrop": 0.05, "layer_norm_epsilon": 2e-05, "initializer_range": 0.03, "scale_attn_weights": true,
              "summary_type": "cls_index", "task_specific_params": { "text-generation": { "do_sample": true, "max_length": 50 } },
              "bos_token_id": 60, "eos_token_id": 60 }
            """,
        ["mamba"] = """
            { "architectures": ["MambaForCausalLM"], "model_type": "mamba", "vocab_size": 61, "hidden_size": 32, "d_model": 32,
              "intermediate_size": 96, "num_hidden_layers": 3, "n_layer": 3, "state_size": 5, "conv_kernel": 3, "expand": 3,
              "time_step_rank": 7, "use_bias": false, "use_conv_bias": true, "hidden_act": "silu", "layer_norm_epsilon": 2e-05,
              "initializer_range": 0.03, "residual_in_fp32": true, "rms_norm": true, "time_step_min": 0.001, "time_step_max": 0.1,
              "time_step_init_scheme": "random", "time_step_scale": 1.0, "time_step_floor": 0.0001, "fused_add_norm": true,
              "bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0 }
            """,
        ["mamba2"] = """
            { "architectures": ["Mamba2ForCausalLM"], "model_type": "mamba2", "vocab_size": 61, "hidden_size": 32,
              "num_hidden_layers": 3, "num_heads": 12, "head_dim": 8, "state_size": 5, "n_groups": 2, "conv_kernel": 3, "expand": 3,
              "chunk_size": 16, "use_bias": false, "use_conv_bias": true, "hidden_act": "silu", "layer_norm_epsilon": 2e-05,
              "initializer_range": 0.03, "residual_in_fp32": true, "rms_norm": true, "time_step_limit": [0.0, Infinity],
              "time_step_rank": 256, "tie_word_embeddings": false, "bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0 }
            """,
        ["jamba"] = """
            { "architectures": ["JambaForCausalLM"], "model_type": "jamba", "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48,
              "num_hidden_layers": 6, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu",
              "attn_layer_period": 3, "attn_layer_offset": 1, "expert_layer_period": 2, "expert_layer_offset": 1, "num_experts": 5,
              "num_experts_per_tok": 3, "router_aux_loss_coef": 0.02, "mamba_d_state": 5, "mamba_d_conv": 3, "mamba_expand": 3,
              "mamba_dt_rank": 7, "mamba_conv_bias": true, "mamba_proj_bias": false, "use_mamba_kernels": true,
              "max_position_embeddings": 40, "initializer_range": 0.03, "rms_norm_eps": 2e-06, "sliding_window": null,
              "tie_word_embeddings": false, "attention_dropout": 0.0, "num_logits_to_keep": 1, "bos_token_id": 1, "eos_token_id": 2 }
            """,
        ["bamba"] = """
            { "architectures": ["BambaForCausalLM"], "model_type": "bamba", "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48,
              "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu",
              "attn_layer_indices": [1, 2], "attn_rotary_emb": 4, "mamba_n_heads": 12, "mamba_d_head": 8, "mamba_n_groups": 2,
              "mamba_d_state": 5, "mamba_d_conv": 3, "mamba_expand": 3, "mamba_chunk_size": 16, "mamba_conv_bias": true,
              "mamba_proj_bias": false, "max_position_embeddings": 40, "initializer_range": 0.03, "rms_norm_eps": 2e-05,
              "rope_theta": 20000.0, "tie_word_embeddings": false, "attention_dropout": 0.0, "bos_token_id": 1, "eos_token_id": 2 }
            """,
        ["bert"] = """
            { "architectures": ["BertForMaskedLM"], "model_type": "bert", "vocab_size": 61, "hidden_size": 32, "num_hidden_layers": 3,
              "num_attention_heads": 4, "intermediate_size": 72, "hidden_act": "gelu", "hidden_dropout_prob": 0.05,
              "attention_probs_dropout_prob": 0.1, "max_position_embeddings": 40, "type_vocab_size": 3, "initializer_range": 0.03,
              "layer_norm_eps": 2e-12, "position_embedding_type": "absolute", "pad_token_id": 0, "gradient_checkpointing": false }
            """,
    };

    /// <summary>The families, for theories.</summary>
    public static TheoryData<string> Families => [.. Texts.Keys];

    /// <summary>Those whose folders hold every parameter under the model's own name.</summary>
    public static TheoryData<string> NamedAlike => [.. Texts.Keys.Where(family => family != "gpt_oss")];

    /// <summary>The text of a family's file.</summary>
    public static string Text(string family) => Texts[family];

    /// <summary>That text as the part of a model that also has images.</summary>
    public static string WithImages(string family) => $$"""
        { "architectures": ["Gemma3ForConditionalGeneration"], "model_type": "{{family}}", "boi_token_index": 50, "eoi_token_index": 51,
          "image_token_index": 52, "mm_tokens_per_image": 4, "eos_token_id": [1, 7], "initializer_range": 0.02, "torch_dtype": "bfloat16",
          "surprise": 1, "vision_config": { "hidden_size": 24, "model_type": "siglip_vision_model" },
          "text_config": {{Texts[family]}} }
        """;

    /// <summary>That text with a key that has another value, given as JSON.</summary>
    public static string With(string family, string key, string value)
    {
        var json = JsonNode.Parse(Texts[family].Replace("Infinity", "\"Infinity\""))!.AsObject();
        json[key] = value == "absent" ? null : JsonNode.Parse(value);
        if (value == "absent") json.Remove(key);
        return json.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
