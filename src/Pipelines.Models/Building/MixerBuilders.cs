using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The mixers that can be built at run time: a new one is one more line here and a method.</summary>
internal static class MixerBuilders
{
    /// <summary>The module that <paramref name="block"/> mixes with.</summary>
    public static SequenceLayer Build(BlockSpec block, PartSite site) => block.Mixer switch
    {
        AttentionSpec attention when site.Names.Form == BlockForm.Gpt2 => Gpt2(attention, site),
        AttentionSpec attention when site.Names.Form == BlockForm.Phi3 => Phi3(attention, site),
        AttentionSpec attention => Attention(attention, block.Norm, site),
        LatentAttentionSpec latent => Latent(latent, site),
        MambaSpec mamba => new Mamba(
            site.Dim, mamba.Expand * site.Dim, mamba.State, mamba.Conv, mamba.DtRank, mamba.Bias, mamba.ConvBias, mamba.InnerNorm,
            site.Dropout, site.Device),
        Mamba2Spec mamba => new Mamba2(
            site.Dim, mamba.Heads, mamba.HeadDim, mamba.State, mamba.Groups, mamba.Conv, mamba.Chunk, mamba.NormEps, mamba.Bias,
            mamba.ConvBias, dropout: site.Dropout, device: site.Device),
        OwnMixerSpec own => throw new NotSupportedException($"the block '{own.Word}' is a class of a project: only its build can reach it"),
        _ => throw new NotSupportedException($"the mixer {block.Mixer.Word} cannot be built"),
    };

    private static Attention Attention(AttentionSpec attention, NormSpec norm, PartSite site) => new(
        site.Dim, attention.Heads, attention.KvHeads, attention.HeadDim,
        attention is { Rope: { } rope, Cross: false } ? site.Rotaries.Of(rope, attention.HeadDim, interleaved: false) : null,
        site.Dropout, site.Device, attention.QkvBias, attention.OutBias, attention.Window ?? 0, attention.Softcap ?? 0, attention.Scale,
        attention.QkNorm == QkNorm.None ? null : norm.Eps, attention.Causal, attention.Alibi, attention.Cross, norm.UnitOffset,
        attention.QkNorm == QkNorm.Whole, attention.Sinks);

    private static Gpt2Attention Gpt2(AttentionSpec attention, PartSite site)
    {
        if (attention is not { QkvBias: true, OutBias: true, Rope: null, QkNorm: QkNorm.None, Cross: false, Sinks: false }
            || attention.KvHeads != attention.Heads)
        {
            throw new NotSupportedException(
                "GPT-2's checkpoints hold attention with biases, with keys of every head, without rotary positions or norms of them");
        }
        return new(
            site.Dim, attention.Heads, site.Dropout, site.Device, attention.Window ?? 0, attention.Softcap ?? 0, attention.Scale,
            attention.Causal, attention.Alibi);
    }

    private static Phi3Attention Phi3(AttentionSpec attention, PartSite site)
    {
        if (attention is not
            {
                QkvBias: false, OutBias: false, QkNorm: QkNorm.None, Softcap: null, Scale: null, Alibi: false, Causal: true, Cross: false,
                Sinks: false,
            })
        {
            throw new NotSupportedException("Phi-3's checkpoints hold causal attention without biases and norms, of plain scores");
        }
        return new(
            site.Dim, attention.Heads, attention.KvHeads, attention.HeadDim,
            attention.Rope is { } rope ? site.Rotaries.Of(rope, attention.HeadDim, interleaved: false) : null, site.Dropout, site.Device,
            attention.Window ?? 0);
    }

    private static LatentAttention Latent(LatentAttentionSpec latent, PartSite site)
    {
        double? scale = latent.Rope.Scaling is YarnScaling yarn
            ? RopeFrequencies.YarnScale(latent.NopeHeadDim + latent.RopeHeadDim, yarn.Factor, yarn.MscaleAllDim)
            : null;
        return new(
            site.Dim, latent.Heads, latent.QueryRank, latent.KvRank, latent.NopeHeadDim, latent.RopeHeadDim, latent.ValueHeadDim,
            site.Rotaries.Of(latent.Rope, latent.RopeHeadDim, interleaved: true), site.Dropout, site.Device, latent.NormEps, scale);
    }
}
