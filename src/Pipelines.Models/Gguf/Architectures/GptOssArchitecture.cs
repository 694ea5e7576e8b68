using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>gpt-oss</c>: experts with biases, attention sinks, a window in the first block of each two.</summary>
internal sealed class GptOssArchitecture : GatedDecoderArchitecture
{
    /// <summary>Ours: llama.cpp lets YaRN's ramp begin and end at whole channels.</summary>
    private const string Truncate = "rope.scaling.yarn_truncate";

    /// <summary>What llama.cpp has as a constant.</summary>
    private const double Limit = 7;

    /// <inheritdoc/>
    public override string Name => "gpt-oss";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.GptOss];

    /// <inheritdoc/>
    public override IEnumerable<string> Notes(Architecture model) =>
        First<AttentionSpec>(model).Rope?.Scaling is YarnScaling { Truncate: false }
            ? ["llama.cpp lets YaRN's ramp begin and end at whole channels, and the model does not: positions there turn a little otherwise"]
            : [];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        var (attention, moe) = (First<AttentionSpec>(model), First<MoeSpec>(model));
        WriteSizes(model, keys);
        keys.Add("feed_forward_length", moe.Hidden);
        keys.Add("attention.layer_norm_rms_epsilon", model.Blocks.First().Norm.Eps);
        ExpertKeys.Write(moe, keys);
        if (attention.Rope is { Scaling: YarnScaling { Truncate: false } yarn } rope)
        {
            attention = attention with { Rope = rope with { Scaling = yarn with { Truncate = true } } };
            keys.Add(Truncate, false);
        }
        else if (attention.Rope?.Scaling is YarnScaling)
        {
            keys.Add(Truncate, true);
        }
        AttentionKeys.Write(model, attention, keys);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var layers = keys.Int("block_count", most: Sizes.Layers);
        var plain = AttentionKeys.Read(keys);
        var bias = keys.HasTensor("blk.0.attn_q.bias");
        var rope = Whole(plain.Rope);
        if (rope is { Scaling: YarnScaling yarn }) rope = rope with { Scaling = yarn with { Truncate = keys.Flag(Truncate, false) } };
        var full = plain with { Rope = rope, Window = null, QkvBias = bias, OutBias = bias, Sinks = true };
        var windowed = full with { Window = plain.Window };
        var moe = ExpertKeys.Read(keys, keys.Int("feed_forward_length", 1))
            ?? throw keys.Wrong("expert_count", "is missing, and every block has experts");
        var norm = RmsNorm(keys);
        var experts = moe with { Bias = true, SwigluLimit = Limit };
        var blocks = Enumerable.Range(0, layers).Select(layer => new BlockSpec(layer % 2 == 0 ? windowed : full, experts, norm));
        return (Family.GptOss, Decoder(keys, blocks, norm));
    }
}
