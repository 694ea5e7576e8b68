using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>llama</c>: Llama, Mistral, and Mixtral with experts in every block.</summary>
internal sealed class LlamaArchitecture : GatedDecoderArchitecture
{
    /// <inheritdoc/>
    public override string Name => "llama";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Llama, Family.Mistral, Family.Mixtral, Family.Composed];

    /// <inheritdoc/>
    public override bool PairsNeighbours => true;

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        base.Write(model, keys);
        if (First<AttentionSpec>(model).Scale is { } scale) keys.Add("attention.scale", scale);
        if (FirstOrNull<MoeSpec>(model) is { } moe) ExpertKeys.Write(moe, keys);
    }

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common) => base.Attention(keys, common) with
    {
        QkvBias = keys.HasTensor("blk.0.attn_q.bias"),
        OutBias = keys.HasTensor("blk.0.attn_output.bias"),
        Scale = keys.OptionalNumber("attention.scale", above: 0),
    };

    /// <inheritdoc/>
    protected override FeedForwardSpec FeedForward(ArchitectureKeys keys)
    {
        var hidden = keys.Int("feed_forward_length");
        return ExpertKeys.Read(keys, hidden) ?? (FeedForwardSpec)new SwiGluSpec(hidden, keys.HasTensor("blk.0.ffn_gate.bias"));
    }

    /// <inheritdoc/>
    protected override Family FamilyOf(BlockSpec block) => block switch
    {
        { FeedForward: MoeSpec } => Family.Mixtral,
        { Mixer: AttentionSpec { Window: not null, QkvBias: false } } => Family.Mistral,
        _ => Family.Llama,
    };
}
