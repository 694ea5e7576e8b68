using Pipelines.Modules;
using Pipelines.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Cpu;

/// <summary>
/// A model's weights by the names that checkpoints give them. Matrices in float32 stay where they are; of all else there are copies.
/// </summary>
internal sealed class Parameters : IDisposable
{
    private readonly Dictionary<string, PackedWeight> packed;
    private readonly Dictionary<string, Tensor> state;
    private readonly Dictionary<string, Projection> projections;
    private readonly List<IDisposable> held = [];

    public Parameters(LanguageModel model)
    {
        packed = PackedWeights.Of(model);
        state = model.state_dict();
        projections = model.named_modules().Where(named => named.module is Projection)
            .ToDictionary(named => named.name, named => (Projection)named.module, StringComparer.Ordinal);
    }

    /// <summary>The matrix of a layer and its bias, if it has one.</summary>
    /// <param name="layer">such as <c>model.layers.0.mlp.down_proj</c></param>
    public Matrix Matrix(string layer)
    {
        var bias = Find($"{layer}.bias");
        if (packed.TryGetValue($"{layer}.weight", out var weight)) return Packed(weight, bias);
        if (projections.TryGetValue(layer, out var projection)) return Whole(projection.Whole(), bias);
        return Whole(state[$"{layer}.weight"].alias(), bias);
    }

    /// <summary>The matrix of a layer whose rows are, head after head, those that make keys and those that make values.</summary>
    /// <param name="layer">[heads · (keys + values), rank]</param>
    /// <param name="heads">how many heads</param>
    /// <param name="keys">channels of a key</param>
    /// <returns>for each head the first part, turned, [rank, keys], and the second, [values, rank]</returns>
    public (Matrix[] Keys, Matrix[] Values) Heads(string layer, int heads, int keys)
    {
        using var scope = NewDisposeScope();
        var parts = projections[layer].Whole().unflatten(0, heads, -1);    // [heads, keys + values, rank]
        var values = parts.size(1) - keys;
        return (
            [.. Enumerable.Range(0, heads).Select(head => Whole(parts[head].narrow(0, 0, keys).t(), null))],
            [.. Enumerable.Range(0, heads).Select(head => Whole(parts[head].narrow(0, keys, values), null))]);
    }

    /// <summary>The matrix of the head.</summary>
    public Matrix Head(LanguageModel model) =>
        model.PackedHead is { } head ? Packed(head, null) : Whole(model.HeadWeight.alias(), null);

    /// <summary>The numbers of a parameter, copied.</summary>
    /// <param name="name">such as <c>model.norm.weight</c></param>
    public NativeFloats Vector(string name) =>
        Find(name) ?? throw new KeyNotFoundException($"the model has no parameter '{name}'");

    /// <summary>The numbers of a parameter, copied; null where there is none of that name.</summary>
    public NativeFloats? Find(string name) => state.TryGetValue(name, out var tensor) ? Copy(tensor) : null;

    public void Dispose() => held.ForEach(thing => thing.Dispose());

    private Matrix Packed(PackedWeight weight, NativeFloats? bias)
    {
        if (weight is not BlockWeight blocks) throw new NotSupportedException($"weights of the kind {weight.GetType().Name}");
        return Hold(new Matrix(blocks, bias));
    }

    /// <summary>Takes <paramref name="weight"/>, [rows, columns].</summary>
    private unsafe Matrix Whole(Tensor weight, NativeFloats? bias)
    {
        var wide = weight.to_type(ScalarType.Float32).Freeing(weight);
        var values = Hold(wide.contiguous().DetachFromDisposeScope().Freeing(wide));
        using var row = values.narrow(0, 0, 1);    // the whole may have more bytes than a span
        fixed (byte* first = row.bytes) return Hold(new Matrix((float*)first, (int)values.shape[0], (int)values.shape[1], bias));
    }

    private unsafe NativeFloats Copy(Tensor tensor)
    {
        using var wide = tensor.to_type(ScalarType.Float32);
        using var values = wide.contiguous();
        var copy = Hold(new NativeFloats(values.numel()));
        values.bytes.CopyTo(new Span<byte>(copy.First, checked((int)(sizeof(float) * copy.Length))));
        return copy;
    }

    private T Hold<T>(T thing) where T : IDisposable
    {
        held.Add(thing);
        return thing;
    }
}
