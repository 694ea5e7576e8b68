using Pipelines.Formats.Gguf;

namespace Pipelines.Models;

/// <summary>What became of a model in a GGUF file.</summary>
/// <param name="Architecture">llama.cpp's name for what computes it: <c>llama</c></param>
/// <param name="Tensors">each tensor, in the order of the file</param>
/// <param name="Notes">what a user must know: tensors of another type than asked for, and what llama.cpp does otherwise</param>
public sealed record WrittenModel(string Architecture, IReadOnlyList<WrittenTensor> Tensors, IReadOnlyList<string> Notes)
{
    /// <summary>Bytes of all tensors.</summary>
    public long Bytes => Tensors.Sum(tensor => tensor.Bytes);

    /// <summary>Bits that a weight takes on average, scales included.</summary>
    public double BitsPerWeight => 8.0 * Bytes / Tensors.Sum(tensor => tensor.Elements);
}

/// <summary>What became of a tensor.</summary>
/// <param name="Name">its name in the file: <c>blk.0.ffn_down.weight</c></param>
/// <param name="Parameters">the model's parameters that it holds: one, or one for each expert; none where it follows from settings</param>
/// <param name="Type">the type of its elements</param>
/// <param name="Shape">its sizes, row-major</param>
public sealed record WrittenTensor(string Name, IReadOnlyList<string> Parameters, GgufType Type, IReadOnlyList<long> Shape)
{
    /// <summary>How many elements it has.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Bytes that it takes.</summary>
    public long Bytes => Type.Bytes(Elements);
}
