using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>phi3</c>: joint projections, and the factors of LongRoPE in two tensors, of which the length of llama.cpp's context decides.
/// </summary>
internal sealed class Phi3Architecture : GatedDecoderArchitecture
{
    /// <inheritdoc/>
    public override string Name => "phi3";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Phi3];

    /// <inheritdoc/>
    public override IEnumerable<string> Notes(Architecture model)
    {
        foreach (var note in base.Notes(model)) yield return note;
        if (First<AttentionSpec>(model).Rope?.Scaling is LongRopeScaling scaling && model.Context > scaling.OriginalContext)
        {
            yield return $"llama.cpp is to be run with a context of more than {scaling.OriginalContext} tokens, as the model is: with less it "
                + "takes the other list of factors";
        }
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        var attention = First<AttentionSpec>(model);
        if (attention.Heads * attention.HeadDim != model.Dim)
            throw new NotSupportedException($"its {attention.Heads} heads are {model.Dim} / {attention.Heads} wide, and not {attention.HeadDim}");
        base.Write(model, keys);
        // Where the key is missing, llama.cpp has taken the file for one of the first, whose windows nothing said.
        if (attention.Window is null) keys.Add("attention.sliding_window", 0);
    }

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common) => common;
}
