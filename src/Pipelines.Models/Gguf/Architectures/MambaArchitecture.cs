using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>mamba</c>: selective state spaces, and nothing else.</summary>
internal sealed class MambaArchitecture : GgufArchitecture
{
    /// <inheritdoc/>
    public override string Name => "mamba";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Mamba, Family.Composed];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        WriteSizes(model, keys);
        keys.Add("feed_forward_length", 0);
        keys.Add("attention.head_count", 0);
        keys.Add("attention.layer_norm_rms_epsilon", model.Blocks.First().Norm.Eps);
        StateSpaceKeys.Write(First<MambaSpec>(model), model.Dim, keys);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        if (keys.Flag("ssm.dt_b_c_rms", false)) throw keys.Wrong("ssm.dt_b_c_rms", "norms without weights within Mamba are not supported");
        var block = new BlockSpec(StateSpaceKeys.ReadMamba(keys), new NoFeedForward(), RmsNorm(keys));
        return (Family.Mamba, Decoder(keys, Enumerable.Repeat(block, keys.Int("block_count", most: Sizes.Layers)), block.Norm));
    }
}
