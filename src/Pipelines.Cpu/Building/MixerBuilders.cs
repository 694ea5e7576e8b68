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
        AttentionSpec attention => Attention(attention, block.Norm.Eps, name, site),
        _ => throw new NotSupportedException(WhyNot(block.Mixer)),
    };

    /// <summary>Why a mixer does not run here; null where it does.</summary>
    public static string? WhyNot(MixerSpec mixer) => mixer switch
    {
        AttentionSpec { Causal: false } => "attention that sees what follows",
        AttentionSpec { Cross: true } => "attention to another sequence",
        NoMixer or AttentionSpec => null,
        OwnMixerSpec own => $"the block '{own.Word}' is a class of a project",
        _ => $"the mixer {mixer.Word}",
    };

    private static AttentionMixer Attention(AttentionSpec attention, double normEps, string name, PartSite site)
    {
        var parameters = site.Parameters;
        var (heads, kvHeads, headDim) = (attention.Heads, attention.KvHeads, attention.HeadDim);
        var joint = site.Names.Form == BlockForm.Gpt2;
        var inputs = joint
            ? new AttentionInputs(parameters.Matrix($"{name}.c_attn"))
            : new AttentionInputs(
                parameters.Matrix($"{name}.q_proj"), parameters.Matrix($"{name}.k_proj"), parameters.Matrix($"{name}.v_proj"));
        var scoring = new Scoring(
            attention.Scale ?? 1 / Math.Sqrt(headDim), attention.Window ?? 0, attention.Softcap ?? 0,
            attention.Alibi ? Slopes(heads) : null);
        return new(
            inputs, parameters.Matrix($"{name}.{(joint ? "c_proj" : "o_proj")}"),
            attention.QkNorm ? (site.Rms($"{name}.q_norm", normEps), site.Rms($"{name}.k_norm", normEps)) : null,
            attention.Rope is { } rope ? site.Rotaries.Of(rope, headDim, interleaved: false) : null,
            scoring, new Pages(site.BlockTokens, kvHeads, headDim, headDim), heads, kvHeads);
    }

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
