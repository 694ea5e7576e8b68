using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The tensors of BERT. llama.cpp makes vectors of texts with it: the head that fills in masked tokens has no place.</summary>
internal static class BertTensors
{
    /// <param name="model">the model</param>
    public static IEnumerable<TensorPlace> Of(ModelSpec model) =>
    [
        new("token_embd.weight", "bert.embeddings.word_embeddings.weight"),
        new("token_types.weight", "bert.embeddings.token_type_embeddings.weight"),
        new("position_embd.weight", "bert.embeddings.position_embeddings.weight"),
        .. WithBias("token_embd_norm", "bert.embeddings.LayerNorm"),
        .. Enumerable.Range(0, model.Architecture.Depth).SelectMany(layer => Block($"blk.{layer}.", $"bert.encoder.layer.{layer}.")),
    ];

    private static IEnumerable<TensorPlace> Block(string file, string ours) =>
    [
        .. WithBias($"{file}attn_q", $"{ours}attention.self.query"),
        .. WithBias($"{file}attn_k", $"{ours}attention.self.key"),
        .. WithBias($"{file}attn_v", $"{ours}attention.self.value"),
        .. WithBias($"{file}attn_output", $"{ours}attention.output.dense"),
        .. WithBias($"{file}attn_output_norm", $"{ours}attention.output.LayerNorm"),
        .. WithBias($"{file}ffn_up", $"{ours}intermediate.dense"),
        .. WithBias($"{file}ffn_down", $"{ours}output.dense"),
        .. WithBias($"{file}layer_output_norm", $"{ours}output.LayerNorm"),
    ];

    private static IEnumerable<TensorPlace> WithBias(string file, string ours) =>
        [new($"{file}.weight", $"{ours}.weight"), new($"{file}.bias", $"{ours}.bias")];
}
