using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The tensors of what mixes across time.</summary>
internal static class MixerTensors
{
    /// <param name="block">what mixes, and with what norms</param>
    /// <param name="file">before the file's names: <c>blk.0.</c></param>
    /// <param name="ours">before the parameters' names: <c>model.layers.0.self_attn.</c></param>
    /// <param name="form">how blocks are put together</param>
    /// <param name="pairsNeighbours">whether queries and keys turn in pairs of neighbours</param>
    /// <exception cref="NotSupportedException">no file has a place for such a mixer</exception>
    public static IEnumerable<TensorPlace> Of(BlockSpec block, string file, string ours, BlockForm form, bool pairsNeighbours) =>
        block.Mixer switch
        {
            NoMixer => [],
            AttentionSpec when form == BlockForm.Gpt2 => Gpt2(file, ours),
            AttentionSpec when form == BlockForm.Phi3 =>
                [new($"{file}attn_qkv.weight", $"{ours}qkv_proj.weight"), new($"{file}attn_output.weight", $"{ours}o_proj.weight")],
            AttentionSpec attention => Attention(attention, block.Norm.UnitOffset, file, ours, pairsNeighbours),
            LatentAttentionSpec latent => Latent(latent, file, ours),
            MambaSpec mamba => Mamba(mamba, file, ours),
            Mamba2Spec mamba => Mamba2(mamba, file, ours),
            _ => throw new NotSupportedException($"no GGUF file has a place for the mixer {block.Mixer.Word}"),
        };

    private static IEnumerable<TensorPlace> Attention(
        AttentionSpec attention, bool unitOffset, string file, string ours, bool pairsNeighbours)
    {
        var weights = unitOffset ? TensorForm.Whole : TensorForm.AsItIs;
        var (queries, keys) = (TensorForm.AsItIs, TensorForm.AsItIs);
        if (pairsNeighbours && attention.Rope is { } rope)
        {
            var turning = (int)(attention.HeadDim * rope.Share);
            queries = new PairedForm(attention.Heads, attention.HeadDim, turning);
            keys = new PairedForm(attention.KvHeads, attention.HeadDim, turning);
        }
        return
        [
            .. Projection("attn_q", "q_proj", queries, attention.QkvBias),
            .. Projection("attn_k", "k_proj", keys, attention.QkvBias),
            .. Projection("attn_v", "v_proj", TensorForm.AsItIs, attention.QkvBias),
            .. Projection("attn_output", "o_proj", TensorForm.AsItIs, attention.OutBias),
            .. attention.QkNorm != QkNorm.None
                ? new TensorPlace[]
                {
                    new($"{file}attn_q_norm.weight", [$"{ours}q_norm.weight"], weights),
                    new($"{file}attn_k_norm.weight", [$"{ours}k_norm.weight"], weights),
                }
                : [],
            .. attention.Sinks ? new TensorPlace[] { new($"{file}attn_sinks.weight", $"{ours}sinks") } : [],
        ];

        IEnumerable<TensorPlace> Projection(string name, string field, TensorForm rows, bool bias)
        {
            yield return new($"{file}{name}.weight", [$"{ours}{field}.weight"], rows);
            if (bias) yield return new($"{file}{name}.bias", [$"{ours}{field}.bias"], rows);
        }
    }

    private static TensorPlace[] Gpt2(string file, string ours) =>
    [
        new($"{file}attn_qkv.weight", [$"{ours}c_attn.weight"], TensorForm.Turned),
        new($"{file}attn_qkv.bias", $"{ours}c_attn.bias"),
        new($"{file}attn_output.weight", [$"{ours}c_proj.weight"], TensorForm.Turned),
        new($"{file}attn_output.bias", $"{ours}c_proj.bias"),
    ];

    private static TensorPlace[] Latent(LatentAttentionSpec latent, string file, string ours) =>
    [
        .. latent.QueryRank is null
            ? new TensorPlace[] { new($"{file}attn_q.weight", $"{ours}q_proj.weight") }
            :
            [
                new($"{file}attn_q_a.weight", $"{ours}q_a_proj.weight"),
                new($"{file}attn_q_a_norm.weight", $"{ours}q_a_layernorm.weight"),
                new($"{file}attn_q_b.weight", $"{ours}q_b_proj.weight"),
            ],
        new($"{file}attn_kv_a_mqa.weight", $"{ours}kv_a_proj_with_mqa.weight"),
        new($"{file}attn_kv_a_norm.weight", $"{ours}kv_a_layernorm.weight"),
        new($"{file}attn_kv_b.weight", $"{ours}kv_b_proj.weight"),
        new($"{file}attn_output.weight", $"{ours}o_proj.weight"),
    ];

    private static TensorPlace[] Mamba(MambaSpec mamba, string file, string ours) =>
    [
        new($"{file}ssm_in.weight", $"{ours}in_proj.weight"),
        .. Convolution(mamba.ConvBias, file, ours),
        new($"{file}ssm_x.weight", $"{ours}x_proj.weight"),
        .. mamba.InnerNorm is null
            ? Array.Empty<TensorPlace>()
            :
            [
                new($"{file}ssm_dt_norm.weight", $"{ours}dt_layernorm.weight"),
                new($"{file}ssm_b_norm.weight", $"{ours}b_layernorm.weight"),
                new($"{file}ssm_c_norm.weight", $"{ours}c_layernorm.weight"),
            ],
        new($"{file}ssm_dt.weight", $"{ours}dt_proj.weight"),
        new($"{file}ssm_dt.bias", $"{ours}dt_proj.bias"),
        new($"{file}ssm_a", [$"{ours}A_log"], new RateForm(Column: false)),
        new($"{file}ssm_d", $"{ours}D"),
        new($"{file}ssm_out.weight", $"{ours}out_proj.weight"),
    ];

    private static TensorPlace[] Mamba2(Mamba2Spec mamba, string file, string ours) =>
    [
        new($"{file}ssm_in.weight", $"{ours}in_proj.weight"),
        .. Convolution(mamba.ConvBias, file, ours),
        new($"{file}ssm_dt.bias", $"{ours}dt_bias"),
        new($"{file}ssm_a", [$"{ours}A_log"], new RateForm(Column: true)),
        new($"{file}ssm_d", [$"{ours}D"], new ReshapedForm(Column: true)),
        new($"{file}ssm_norm.weight", $"{ours}norm.weight"),
        new($"{file}ssm_out.weight", $"{ours}out_proj.weight"),
    ];

    private static IEnumerable<TensorPlace> Convolution(bool bias, string file, string ours)
    {
        yield return new($"{file}ssm_conv1d.weight", [$"{ours}conv1d.weight"], new ReshapedForm(Column: false));
        if (bias) yield return new($"{file}ssm_conv1d.bias", $"{ours}conv1d.bias");
    }
}
