using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>mamba2</c>: state-space duality, and nothing else.</summary>
internal sealed class Mamba2Architecture : GgufArchitecture
{
    /// <inheritdoc/>
    public override string Name => "mamba2";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Mamba2, Family.Composed];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        WriteSizes(model, keys);
        keys.Add("feed_forward_length", 0);
        keys.Add("attention.head_count", 0);
        keys.Add("attention.layer_norm_rms_epsilon", model.Blocks.First().Norm.Eps);
        StateSpaceKeys.Write(First<Mamba2Spec>(model), keys);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var norm = RmsNorm(keys);
        var block = new BlockSpec(StateSpaceKeys.ReadMamba2(keys, norm.Eps), new NoFeedForward(), norm);
        return (Family.Mamba2, Decoder(keys, Enumerable.Repeat(block, keys.Int("block_count", most: Sizes.Layers)), norm));
    }
}
