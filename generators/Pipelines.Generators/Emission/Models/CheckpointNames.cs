using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>What a family calls its modules in a checkpoint, which is what the fields of its emitted classes are called.</summary>
/// <param name="Title">the family, as people write it</param>
/// <param name="Trunk">everything below the head</param>
/// <param name="Tokens">the embedding of tokens</param>
/// <param name="Positions">the embedding of positions</param>
/// <param name="Layers">the list of blocks</param>
/// <param name="FinalNorm">the norm after them</param>
/// <param name="MixerNorm">a block's first norm</param>
/// <param name="Mixer">what mixes across time</param>
/// <param name="FeedForwardNorm">a block's second norm</param>
/// <param name="FeedForward">what works on channels</param>
internal sealed record CheckpointNames(
    string Title,
    string Trunk,
    string Tokens,
    string Positions,
    string Layers,
    string FinalNorm,
    string MixerNorm,
    string Mixer,
    string FeedForwardNorm,
    string FeedForward)
{
    /// <summary>The head where it is not the embedding: every family calls it so.</summary>
    public const string Head = "lm_head";

    private static readonly CheckpointNames Llama = new(
        "Llama", "model", "embed_tokens", "embed_positions", "layers", "norm",
        "input_layernorm", "self_attn", "post_attention_layernorm", "mlp");

    private static readonly CheckpointNames Gpt2 = new(
        "GPT-2", "transformer", "wte", "wpe", "h", "ln_f",
        "ln_1", "attn", "ln_2", "mlp");

    /// <summary>The names that <paramref name="family"/> uses.</summary>
    public static CheckpointNames Of(Family family) => family switch
    {
        Family.Llama => Llama,
        Family.Gpt2 => Gpt2,
        _ => throw new NotSupportedException($"no checkpoint names for the family {family}"),
    };
}
