namespace Pipelines.Models;

/// <summary>A tensor of a GGUF file and the parameters that it holds.</summary>
/// <param name="Name">its name in the file: <c>blk.0.attn_q.weight</c></param>
/// <param name="Parameters">
/// the model's names: one; several where a tensor holds one for each expert; none where its values follow from the model's settings
/// </param>
/// <param name="Form">how a parameter's values lie in it</param>
internal sealed record TensorPlace(string Name, IReadOnlyList<string> Parameters, TensorForm Form)
{
    /// <summary>A tensor of one parameter as it is.</summary>
    public TensorPlace(string name, string parameter)
        : this(name, [parameter], TensorForm.AsItIs)
    {
    }

    /// <summary>Whether the tensor holds one parameter for each expert, one after the other.</summary>
    public bool IsStacked { get; init; }
}
