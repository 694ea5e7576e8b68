using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>A block of a model as its emitters see it. Blocks that are equal are one view.</summary>
/// <param name="Spec">what it is</param>
/// <param name="Place">where the first such block is in the spec: which of the groups, and which of its blocks</param>
/// <param name="Index">which block of the model the first such is</param>
/// <param name="Mixer">its mixer, or null</param>
/// <param name="FeedForward">its feed-forward, or null</param>
/// <param name="NormEps">the expression of what its norms add under the root</param>
/// <param name="Rotary">the rotary positions of its mixer, or null</param>
/// <param name="Sizes">the sizes of its own; none where they are the model's</param>
internal sealed record BlockView(
    BlockSpec Spec,
    (int Group, int Block) Place,
    int Index,
    Part? Mixer,
    Part? FeedForward,
    string NormEps,
    Rotary? Rotary,
    IReadOnlyList<Option> Sizes)
{
    /// <summary>Its class. Blocks whose code is the same, sizes apart, share one.</summary>
    public string ClassName { get; init; } = "Block";

    /// <summary>The property of the model's options that holds its sizes.</summary>
    public string Property { get; init; } = "";

    /// <summary>Whether blocks of its class have a record of sizes of their own.</summary>
    public bool HasSizes => Sizes.Count > 0;

    /// <summary>All that the code of its class depends on.</summary>
    public string Code => string.Join(
        " · ",
        Spec.Norm.Structure, Spec.Placement, Spec.Residual, NormEps, Rotary is null,
        Mixer?.Type, Mixer?.Arguments, FeedForward?.Type, FeedForward?.Arguments);

    /// <summary>The expression of it in a model's spec.</summary>
    public string Path => $"architecture.Layers[{Place.Group}].Blocks[{Place.Block}]";

    /// <summary>What its constructor takes in the trunk.</summary>
    public string Arguments =>
        "o, " + (HasSizes ? $"o.{Property}, " : "") + (Rotary is null ? "" : $"{Rotary.Name}, ") + "device";

    /// <summary>What its constructor declares.</summary>
    public string Parameters =>
        "Options o, " + (HasSizes ? "Sizes s, " : "") + (Rotary is null ? "" : "RotaryEmbedding rope, ") + "Device? device";

    /// <summary><c>attention 6 × 32, SwiGLU 512</c>.</summary>
    public string Words => string.Join(", ", new[] { Mixer?.Words, FeedForward?.Words }.Where(words => words is not null));
}
