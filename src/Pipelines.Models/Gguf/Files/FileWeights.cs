using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;
using Pipelines.Modules;
using Pipelines.Quantization;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>The parameters of a model in a GGUF file, under the names and in the shapes that the model has for them.</summary>
internal sealed class FileWeights
{
    private const int StripElements = 1 << 18;

    private readonly Dictionary<string, Source> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long[]> fresh = new(StringComparer.Ordinal);
    private readonly GgufFile file;

    /// <param name="file">the open file</param>
    /// <param name="model">the model that it holds; its family gives the names</param>
    /// <param name="pairsNeighbours">whether queries and keys turn in pairs of neighbours in the file</param>
    /// <exception cref="WeightsException">
    /// the file's tensors are not the model's: a table of all that differ, under the file's names
    /// </exception>
    public FileWeights(GgufFile file, ModelSpec model, bool pairsNeighbours)
    {
        this.file = file;
        var shapes = ShapeInference.Of(model, model.Vocab.Size).SelectMany(node => node.Weights)
            .ToDictionary(weight => weight.Name, weight => weight.Sizes.ToArray(), StringComparer.Ordinal);
        var misfits = new List<Misfit>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in TensorMap.Of(model, pairsNeighbours))
        {
            used.Add(place.Name);
            if (place.Parameters.Count == 0) continue;
            var shape = shapes[place.Parameters[0]];
            var expected = place.IsStacked ? [place.Parameters.Count, .. place.Form.ShapeOf(shape)] : place.Form.ShapeOf(shape);
            if (file.Find(place.Name) is not { } tensor) misfits.Add(new(MisfitKind.Missing, place.Name, Text(expected), null));
            else if (!Whole(tensor.Shape).SequenceEqual(Whole(expected)))
                misfits.Add(new(MisfitKind.Misshapen, place.Name, Text(expected), Text(tensor.Shape)));
            else if (tensor.Type is GgufType.I8 or GgufType.I16 or GgufType.I32 or GgufType.I64 or GgufType.F64)
                misfits.Add(new(MisfitKind.Mistyped, place.Name, "weights", tensor.Type.Word()));
            else
                for (var part = 0; part < place.Parameters.Count; part++) sources[place.Parameters[part]] = new(tensor, place, part, shape);
        }
        foreach (var tensor in file.Tensors)
            if (!used.Contains(tensor.Name)) misfits.Add(new(MisfitKind.Extra, tensor.Name, null, Text(tensor.Shape)));
        foreach (var (name, shape) in shapes)
            if (FreshBertHead.Has(name)) fresh.Add(name, shape);
        if (misfits.Count > 0) throw new WeightsException(file.Path, model.Name, [.. misfits.OrderBy(misfit => misfit.Kind)]);
        Names = sources.Keys.Concat(fresh.Keys).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The parameters' names, those of a BERT's head among them, which no file has.</summary>
    public IReadOnlyCollection<string> Names { get; }

    /// <summary>The shape of a parameter.</summary>
    public IReadOnlyList<long> ShapeOf(string name) => fresh.GetValueOrDefault(name) ?? sources[name].Shape;

    /// <summary>The numbers of a tensor of one size; null where the file has no such tensor.</summary>
    /// <exception cref="GgufException">it is no list of numbers</exception>
    public static float[]? Numbers(GgufFile file, string name)
    {
        if (file.Find(name) is not { } tensor) return null;
        if (tensor is not { Type: GgufType.F32, Shape: [<= Sizes.HeadDim] })
            throw new GgufException(file.Path, name, $"is {tensor.Type.Word()} {Text(tensor.Shape)}, and no list of float32");
        return MemoryMarshal.Cast<byte, float>(file.Bytes(tensor)).ToArray();
    }

    /// <summary>
    /// A matrix that stays in the file's map, in the type that it has there; null where it is float32, or lies otherwise than the model
    /// multiplies by it.
    /// </summary>
    public PackedWeight? Pack(string name)
    {
        if (fresh.ContainsKey(name)) return null;
        var (tensor, place, part, shape) = sources[name];
        if (shape.Length != 2 || tensor.Type == GgufType.F32 || !place.Form.IsMatrix) return null;
        var rows = place.Form.ShapeOf(shape)[0];
        return new BlockWeight(file, tensor, part * rows, rows, place.Form.Order);
    }

    /// <summary>A parameter in full, float32: a tensor of its own.</summary>
    public Tensor Read(string name)
    {
        if (fresh.TryGetValue(name, out var sizes)) return FreshBertHead.Value(name, sizes);
        var (tensor, place, part, shape) = sources[name];
        using var values = torch.empty([.. place.Form.ShapeOf(shape)], ScalarType.Float32);
        Decode(tensor, part * values.numel(), values);
        using var ours = place.Form.ToModel(values, shape);
        return ours.contiguous();
    }

    /// <summary>Decodes elements of a tensor from <paramref name="begin"/> on, on all cores.</summary>
    private void Decode(GgufTensor tensor, long begin, Tensor into)
    {
        var format = BlockFormat.Of(tensor.Type);
        using var flat = into.view(-1);
        var elements = flat.numel();
        Parallel.For(0, (elements + StripElements - 1) / StripElements, strip =>
        {
            var at = strip * StripElements;
            var count = Math.Min(StripElements, elements - at);
            using var part = flat.narrow(0, at, count);
            var blocks = file.Bytes(tensor, tensor.Type.Bytes(begin + at), (int)tensor.Type.Bytes(count));
            format.Dequantize(blocks, MemoryMarshal.Cast<byte, float>(part.bytes));
        });
    }

    /// <summary>A shape without the ones in front, which files have or leave out.</summary>
    private static IEnumerable<long> Whole(IEnumerable<long> shape) => shape.SkipWhile(size => size == 1);

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Where a parameter lies.</summary>
    private sealed record Source(GgufTensor Tensor, TensorPlace Place, int Part, long[] Shape);
}
