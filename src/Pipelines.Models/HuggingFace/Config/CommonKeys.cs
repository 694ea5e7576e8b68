namespace Pipelines.Models;

/// <summary>Keys that configurations of every family have.</summary>
internal static class CommonKeys
{
    /// <summary>Those that change no result.</summary>
    public static readonly IReadOnlySet<string> Inert = new HashSet<string>(StringComparer.Ordinal)
    {
        "_attn_implementation", "_attn_implementation_autoset", "_commit_hash", "_name_or_path", "_remove_final_layer_norm",
        "architectures", "auto_map", "bad_words_ids", "begin_suppress_tokens", "bos_token_id", "chunk_size_feed_forward",
        "cross_attention_hidden_size", "decoder_start_token_id", "diversity_penalty", "do_sample", "dtype", "early_stopping",
        "encoder_no_repeat_ngram_size", "eos_token_id", "exponential_decay_length_penalty", "finetuning_task", "forced_bos_token_id",
        "forced_eos_token_id", "id2label", "is_decoder", "label2id", "length_penalty", "max_length", "min_length", "model_type",
        "no_repeat_ngram_size", "num_beam_groups", "num_beams", "num_labels", "num_return_sequences", "output_attentions",
        "output_hidden_states", "output_scores", "pad_token_id", "prefix", "problem_type", "remove_invalid_values",
        "repetition_penalty", "return_dict", "return_dict_in_generate", "sep_token_id", "suppress_tokens", "task_specific_params",
        "temperature", "tf_legacy_loss", "tie_encoder_decoder", "tokenizer_class", "top_k", "top_p", "torch_dtype", "torchscript",
        "transformers_version", "typical_p", "unsloth_fixed", "unsloth_version", "use_bfloat16", "use_cache",
    };

    /// <summary>Refuses what would make another model of any family.</summary>
    /// <exception cref="HuggingFaceException">the file has one of those keys</exception>
    public static void Refuse(ConfigSection config)
    {
        foreach (var key in (ReadOnlySpan<string>)["text_config", "vision_config", "audio_config"])
            if (config.Has(key)) throw config.Wrong(key, "models of more than text are not supported");
        config.Only("is_encoder_decoder", "false");
        if (config.Raw("pruned_heads") is { } pruned && pruned is not ("{}" or "[]"))
            throw config.Wrong("pruned_heads", "models without some of their heads are not supported");
    }
}
