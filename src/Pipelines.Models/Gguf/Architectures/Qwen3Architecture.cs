using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>qwen3</c>: queries and keys are normalised a head at a time.</summary>
internal sealed class Qwen3Architecture : GatedDecoderArchitecture
{
    /// <inheritdoc/>
    public override string Name => "qwen3";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Qwen3, Family.Composed];

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common) =>
        base.Attention(keys, common) with { QkNorm = QkNorm.Head };
}
