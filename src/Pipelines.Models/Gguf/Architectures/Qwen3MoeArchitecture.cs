using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>qwen3moe</c>: Qwen3 with experts in every block.</summary>
internal sealed class Qwen3MoeArchitecture : GatedDecoderArchitecture
{
    /// <inheritdoc/>
    public override string Name => "qwen3moe";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Qwen3Moe, Family.Composed];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        base.Write(model, keys);
        ExpertKeys.Write(First<MoeSpec>(model), keys);
    }

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common) =>
        base.Attention(keys, common) with { QkNorm = QkNorm.Head };

    /// <inheritdoc/>
    protected override FeedForwardSpec FeedForward(ArchitectureKeys keys) =>
        ExpertKeys.Read(keys, keys.Int("feed_forward_length", 1))
            ?? throw keys.Wrong("expert_count", "is missing, and every block has experts");
}
