using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>The mixers that can be emitted: a new one is one more line here and an emitter of its own.</summary>
internal static class Mixers
{
    /// <summary>How <paramref name="mixer"/> appears in its block; null where there is none.</summary>
    public static Part? Of(MixerSpec mixer, PartSite site)
    {
        var part = mixer switch
        {
            NoMixer => null,
            AttentionSpec attention when site.Names.Form == BlockForm.Bert => BertEmitter.Attention(attention, site),
            AttentionSpec attention when site.Names.Form == BlockForm.Gpt2 => Gpt2AttentionEmitter.Part(attention, site),
            AttentionSpec attention when site.Names.Form == BlockForm.Phi3 => Phi3Emitter.Attention(attention, site),
            AttentionSpec attention => AttentionEmitter.Part(attention, site),
            LatentAttentionSpec latent => LatentAttentionEmitter.Part(latent, site),
            MambaSpec mamba => MambaEmitter.Part(mamba, site),
            Mamba2Spec mamba => Mamba2Emitter.Part(mamba, site),
            OwnMixerSpec own => OwnPartEmitter.Mixer(own, site),
            _ => throw new NotSupportedException($"no emitter for the mixer {mixer.Word}"),
        };
        return part is null ? null : part with { TakesPass = true };
    }
}
