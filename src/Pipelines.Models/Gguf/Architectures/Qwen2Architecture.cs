using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>qwen2</c>: biases on queries, keys and values.</summary>
internal sealed class Qwen2Architecture : GatedDecoderArchitecture
{
    /// <inheritdoc/>
    public override string Name => "qwen2";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Qwen2, Family.Composed];

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common) =>
        base.Attention(keys, common) with { QkvBias = true };
}
