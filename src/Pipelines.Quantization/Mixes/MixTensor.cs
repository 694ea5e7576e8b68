namespace Pipelines.Quantization;

/// <summary>A tensor of a GGUF file, to be given a type.</summary>
/// <param name="Name">its GGUF name, such as <c>blk.0.ffn_down.weight</c></param>
/// <param name="Shape">[…, rows, columns]</param>
/// <param name="Model">the model that it is of</param>
public sealed record MixTensor(string Name, IReadOnlyList<long> Shape, MixModel Model)
{
    /// <summary>The length of a row.</summary>
    internal long Columns => Shape[^1];

    /// <summary>Whether it has but one row: it counts as a vector then.</summary>
    internal bool IsVector => Shape.Take(Shape.Count - 1).All(extent => extent == 1);

    /// <summary>Whether it has more matrices than one: those of experts.</summary>
    internal bool IsStack => Shape.Count > 2 && Shape[^3] > 1;
}
