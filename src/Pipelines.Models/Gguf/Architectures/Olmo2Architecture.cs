using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>olmo2</c>: norms stand behind the parts of a block, queries and keys are normalised over all heads together. OLMo 3, which has
/// windows under the same name, is not read.
/// </summary>
internal sealed class Olmo2Architecture : GatedDecoderArchitecture
{
    private const string Window = "attention.sliding_window";

    /// <inheritdoc/>
    public override string Name => "olmo2";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Olmo2, Family.Composed];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        var attention = First<AttentionSpec>(model);
        if (attention.Heads * attention.HeadDim != model.Dim)
            throw new NotSupportedException(
                $"its {attention.Heads} heads are {model.Dim} / {attention.Heads} wide, and not {attention.HeadDim}");
        if (model.TiedEmbeddings) throw new NotSupportedException("its head is its own, and not tied");
        RequireNoFactors(model);
        base.Write(model, keys);
    }

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common)
    {
        if (common.Window is not null) throw keys.Wrong(Window, "OLMo 3's windows are not supported");
        return base.Attention(keys, common) with { QkNorm = QkNorm.Whole };
    }

    /// <inheritdoc/>
    protected override IEnumerable<BlockSpec> Blocks(BlockSpec block, int layers) =>
        base.Blocks(block with { Placement = NormPlacement.Output }, layers);
}
