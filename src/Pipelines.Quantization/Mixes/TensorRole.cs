namespace Pipelines.Quantization;

/// <summary>What a tensor of a GGUF file is for, as far as mixes tell tensors apart.</summary>
internal enum TensorRole
{
    /// <summary>Vectors, norms, routers, convolutions, positions: small, and never quantized.</summary>
    Kept,

    /// <summary>The embedding of tokens.</summary>
    Embedding,

    /// <summary>The head over the vocabulary.</summary>
    Output,

    /// <summary>Values of attention, alone or with what they are fused with.</summary>
    AttentionValue,

    /// <summary>Keys of attention.</summary>
    AttentionKey,

    /// <summary>What attention's heads go out by.</summary>
    AttentionOutput,

    /// <summary>The way out of a feed-forward block, or of its experts.</summary>
    Down,

    /// <summary>Any other matrix.</summary>
    Matrix,
}

/// <summary>Roles by GGUF names.</summary>
internal static class TensorRoles
{
    private static readonly string[] kept =
    [
        "_norm.weight", "ffn_gate_inp.weight", "ssm_conv1d", "shortconv.conv.weight", "attn_rel_b.weight", "position_embd", "token_types",
    ];

    /// <summary>The role of a matrix of this name.</summary>
    public static TensorRole Of(string name)
    {
        if (!name.EndsWith("weight", StringComparison.Ordinal) || Array.Exists(kept, Has)) return TensorRole.Kept;
        if (name == "token_embd.weight") return TensorRole.Embedding;
        if (name == "output.weight") return TensorRole.Output;
        if (Has("attn_qkv.weight") || Has("attn_kv_b.weight") || Has("attn_v.weight")) return TensorRole.AttentionValue;
        if (Has("attn_k.weight")) return TensorRole.AttentionKey;
        if (Has("attn_output.weight")) return TensorRole.AttentionOutput;
        return Has("ffn_down") ? TensorRole.Down : TensorRole.Matrix;

        bool Has(string part) => name.Contains(part, StringComparison.Ordinal);
    }
}
