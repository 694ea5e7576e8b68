using Pipelines.Formats.Safetensors;

namespace Pipelines.Modules;

/// <summary>Where in a file a parameter's elements lie: a whole tensor, or rows of one that several parameters share.</summary>
/// <param name="Tensor">the file's tensor</param>
/// <param name="Begin">its first element that belongs to the parameter</param>
/// <param name="Shape">of the parameter's elements</param>
internal sealed record WeightSource(SafetensorsTensor Tensor, long Begin, IReadOnlyList<long> Shape)
{
    /// <summary>The whole of a tensor.</summary>
    public static WeightSource Whole(SafetensorsTensor tensor) => new(tensor, 0, tensor.Shape);

    /// <summary>Bytes before the parameter's.</summary>
    public long BeginByte => Begin * (Tensor.Type.Bits() / 8);

    /// <summary>Type and shape, for people.</summary>
    public override string ToString() => $"{Tensor.Type} [{string.Join(", ", Shape)}]";
}
