using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>The mixers that can be emitted: a new one is one more line here and an emitter of its own.</summary>
internal static class Mixers
{
    /// <summary>How <paramref name="mixer"/> appears in a block of <paramref name="model"/>.</summary>
    public static Part Of(MixerSpec mixer, ModelSpec model) => mixer switch
    {
        AttentionSpec attention when model.Family == Family.Gpt2 => AttentionEmitter.Gpt2(attention, model.Architecture.Dim),
        AttentionSpec attention => AttentionEmitter.Llama(attention, model.Architecture.Dim),
        _ => throw new NotSupportedException($"no emitter for the mixer {mixer.GetType().Name}"),
    };
}
