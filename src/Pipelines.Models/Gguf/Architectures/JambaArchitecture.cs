using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>jamba</c>: Mamba with norms inside, attention without positions, experts in some blocks.</summary>
internal sealed class JambaArchitecture : GgufArchitecture
{
    /// <inheritdoc/>
    public override string Name => "jamba";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Jamba, Family.Composed];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        WriteSizes(model, keys);
        keys.Add("feed_forward_length", model.Blocks.First().FeedForward.Hidden);
        keys.Add("attention.layer_norm_rms_epsilon", model.Blocks.First().Norm.Eps);
        AttentionKeys.Write(model, First<AttentionSpec>(model), keys);
        StateSpaceKeys.Write(First<MambaSpec>(model), model.Dim, keys);
        if (FirstOrNull<MoeSpec>(model) is { } moe) ExpertKeys.Write(moe, keys);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var layers = keys.Int("block_count", most: Sizes.Layers);
        var keyHeads = keys.OfLayers("attention.head_count_kv", layers, least: 0, most: Sizes.Heads);
        if (keyHeads.Where(heads => heads > 0).Distinct().Count() != 1)
            throw keys.Wrong("attention.head_count_kv", "layers that attend have other numbers than each other, or there are none");
        var norm = RmsNorm(keys);
        var attention = AttentionKeys.Read(keys, keyHeads.Max()) with { Rope = null };
        if (attention.HeadDim * attention.Heads != keys.Int("embedding_length", most: Sizes.Dim))
            throw keys.Wrong("attention.key_length", $"{attention.Heads} heads of {attention.HeadDim} are not the width of the model");
        var mamba = StateSpaceKeys.ReadMamba(keys) with { InnerNorm = norm.Eps };
        var dense = new SwiGluSpec(keys.Int("feed_forward_length"), Bias: false);
        var experts = ExpertKeys.Read(keys, dense.Hidden) is { } moe ? moe with { NormalizeTopK = false } : null;
        return (Family.Jamba, Decoder(keys, Enumerable.Range(0, layers).Select(Block), norm));

        BlockSpec Block(int layer)
        {
            var routes = experts is not null && keys.HasTensor($"blk.{layer}.ffn_gate_inp.weight");
            return new(keyHeads[layer] > 0 ? attention : mamba, routes ? experts! : dense, norm);
        }
    }
}
