using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Cpu;

/// <summary>The mixers that run here: a new one is one more line here and a method.</summary>
internal static class MixerBuilders
{
    /// <param name="block">what mixes, and with what norms</param>
    /// <param name="name">such as <c>model.layers.0.self_attn</c></param>
    /// <param name="site">where it is built</param>
    public static IMixer? Build(BlockSpec block, string name, PartSite site) => block.Mixer switch
    {
        NoMixer => null,
        AttentionSpec attention => Attention(attention, block.Norm, name, site),
        LatentAttentionSpec latent => Latent(latent, name, site),
        MambaSpec mamba => Mamba(mamba, name, site),
        Mamba2Spec mamba => Mamba2(mamba, name, site),
        _ => throw new NotSupportedException(WhyNot(block.Mixer)),
    };

    /// <summary>Why a mixer does not run here; null where it does.</summary>
    public static string? WhyNot(MixerSpec mixer) => mixer switch
    {
        AttentionSpec { Causal: false } => "attention that sees what follows",
        AttentionSpec { Cross: true } => "attention to another sequence",
        NoMixer or AttentionSpec or LatentAttentionSpec or MambaSpec or Mamba2Spec => null,
        OwnMixerSpec own => $"the block '{own.Word}' is a class of a project",
        _ => $"the mixer {mixer.Word}",
    };

    private static AttentionMixer Attention(AttentionSpec attention, NormSpec norm, string name, PartSite site)
    {
        var parameters = site.Parameters;
        var (heads, kvHeads, headDim) = (attention.Heads, attention.KvHeads, attention.HeadDim);
        var widths = (heads * headDim, kvHeads * headDim);
        var (inputs, output) = site.Names.Form switch
        {
            BlockForm.Gpt2 => (new AttentionInputs(parameters.Matrix($"{name}.c_attn"), widths), "c_proj"),
            BlockForm.Phi3 => (new AttentionInputs(parameters.Matrix($"{name}.qkv_proj"), widths), "o_proj"),
            _ => (new AttentionInputs(
                parameters.Matrix($"{name}.q_proj"), widths, parameters.Matrix($"{name}.k_proj"), parameters.Matrix($"{name}.v_proj")),
                "o_proj"),
        };
        var scoring = new Scoring(
            attention.Scale ?? 1 / Math.Sqrt(headDim), attention.Window ?? 0, attention.Softcap ?? 0,
            attention.Alibi ? Slopes(heads) : null, parameters.Find($"{name}.sinks"));
        return new(
            inputs, parameters.Matrix($"{name}.{output}"),
            attention.QkNorm == QkNorm.None ? null : (Norm("q_norm"), Norm("k_norm")),
            attention.Rope is { } rope ? site.Rotaries.Of(rope, headDim, interleaved: false) : null,
            scoring, new Pages(site.BlockTokens, kvHeads, headDim, headDim), heads, kvHeads,
            attention.QkNorm == QkNorm.Whole);

        Norm Norm(string own) => site.Rms($"{name}.{own}", norm.Eps, norm.UnitOffset);
    }

    private static LatentMixer Latent(LatentAttentionSpec latent, string name, PartSite site)
    {
        var parameters = site.Parameters;
        var ranked = latent.QueryRank is not null;
        var (toLatents, toValues) = parameters.Heads($"{name}.kv_b_proj", latent.Heads, latent.NopeHeadDim);
        var scale = latent.Rope.Scaling is YarnScaling yarn
            ? RopeFrequencies.YarnScale(latent.NopeHeadDim + latent.RopeHeadDim, yarn.Factor, yarn.MscaleAllDim)
            : 1 / Math.Sqrt(latent.NopeHeadDim + latent.RopeHeadDim);
        var projections = new LatentProjections(
            ranked ? parameters.Matrix($"{name}.q_a_proj") : null, ranked ? site.Rms($"{name}.q_a_layernorm", latent.NormEps) : null,
            parameters.Matrix($"{name}.{(ranked ? "q_b_proj" : "q_proj")}"), parameters.Matrix($"{name}.kv_a_proj_with_mqa"),
            site.Rms($"{name}.kv_a_layernorm", latent.NormEps), toLatents, toValues, parameters.Matrix($"{name}.o_proj"));
        var rotary = site.Rotaries.Of(latent.Rope, latent.RopeHeadDim, interleaved: true);
        return new(projections, rotary, latent.RopeHeadDim, new Scoring(scale), site.BlockTokens);
    }

    private static MambaMixer Mamba(MambaSpec mamba, string name, PartSite site)
    {
        var parameters = site.Parameters;
        var inner = mamba.Expand * site.Dim;
        return new(
            new MambaProjections(
                parameters.Matrix($"{name}.in_proj"), parameters.Matrix($"{name}.x_proj"), parameters.Matrix($"{name}.dt_proj"),
                parameters.Matrix($"{name}.out_proj")),
            Convolution(name, inner, site),
            new SelectiveScan(parameters.Vector($"{name}.A_log"), parameters.Vector($"{name}.D"), inner),
            mamba.InnerNorm is { } eps
                ? (site.Rms($"{name}.dt_layernorm", eps), site.Rms($"{name}.b_layernorm", eps), site.Rms($"{name}.c_layernorm", eps))
                : null);
    }

    private static Mamba2Mixer Mamba2(Mamba2Spec mamba, string name, PartSite site)
    {
        var parameters = site.Parameters;
        var scan = new HeadScan(
            parameters.Vector($"{name}.A_log"), parameters.Vector($"{name}.D"), parameters.Vector($"{name}.dt_bias"), mamba.HeadDim,
            mamba.State, mamba.Groups);
        return new(
            parameters.Matrix($"{name}.in_proj"),
            Convolution(name, mamba.Heads * mamba.HeadDim + 2 * mamba.Groups * mamba.State, site), scan,
            site.Rms($"{name}.norm", mamba.NormEps), parameters.Matrix($"{name}.out_proj"));
    }

    private static CausalConvolution Convolution(string name, int channels, PartSite site) =>
        new(site.Parameters.Vector($"{name}.conv1d.weight"), site.Parameters.Find($"{name}.conv1d.bias"), channels);

    /// <summary>
    /// The slopes of Press et al. 2022, section 3: for n heads, a power of two, 2^(−8/n), 2^(−16/n), … 2^(−8). For another number of
    /// heads, those of the power of two below it, then every other one of the power above.
    /// </summary>
    private static float[] Slopes(int heads)
    {
        var below = 1;
        while (2 * below <= heads) below *= 2;
        return
        [
            .. Enumerable.Range(0, heads).Select(i =>
                (float)Math.Pow(2, i < below ? -8.0 * (i + 1) / below : -4.0 * (2 * (i - below) + 1) / below)),
        ];
    }
}
