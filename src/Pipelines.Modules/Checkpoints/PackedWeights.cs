using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Gives a model the weights of a file that keeps most of them in fewer bits.</summary>
public static class PackedWeights
{
    /// <summary>
    /// The names of the parameters that may be packed, such as <c>model.layers.0.mlp.down_proj.weight</c>, in the model's order: those
    /// of projections and of embeddings.
    /// </summary>
    public static IReadOnlyList<string> Names(LanguageModel model) => [.. Layers(model).Select(layer => layer.Name)];

    /// <summary>The packed weights of a model, by the names of the parameters that they stand for.</summary>
    public static Dictionary<string, PackedWeight> Of(LanguageModel model) =>
        Layers(model).Where(layer => layer.Layer.Packed is not null)
            .ToDictionary(layer => layer.Name, layer => layer.Layer.Packed!, StringComparer.Ordinal);

    /// <summary>
    /// Puts packed weights where <paramref name="packed"/> has one, and writes over all other parameters and buffers. All is checked
    /// before anything is written. Where the head is tied to the embedding, it computes with the embedding's.
    /// </summary>
    /// <param name="model">the model, on the CPU; best made within <see cref="FreshWeights.Skip"/></param>
    /// <param name="packed">by the parameter's name; [out, in], also where the model keeps [in, out]</param>
    /// <param name="others">all else that the model saves, by name, of the model's shapes; copied</param>
    /// <param name="source">where the weights are from, for messages</param>
    /// <exception cref="WeightsException">names or shapes are not the model's: a table of all that differ</exception>
    public static void Load(
        LanguageModel model, IReadOnlyDictionary<string, PackedWeight> packed, IReadOnlyDictionary<string, Tensor> others, string source)
    {
        using var untracked = torch.no_grad();
        var layers = Layers(model);
        var state = model.state_dict();
        var misfits = Misfits(layers, state, packed, others);
        if (misfits.Count > 0) throw new WeightsException(source, model.GetName(), misfits);

        foreach (var (name, tensor) in state)
            if (others.TryGetValue(name, out var from)) tensor.copy_(from);
        var head = model.HeadWeight;
        foreach (var (name, layer) in layers)
        {
            if (!packed.TryGetValue(name, out var weight)) continue;
            if (ReferenceEquals(layer.Full, head)) model.PackedHead = weight;
            layer.Pack(weight);
        }
    }

    private static List<(string Name, IPackable Layer)> Layers(LanguageModel model) =>
    [
        .. model.named_modules()
            .Where(named => named.module is IPackable)
            .Select(named => ($"{named.name}.weight", (IPackable)named.module)),
    ];

    private static List<Misfit> Misfits(
        List<(string Name, IPackable Layer)> layers, Dictionary<string, Tensor> state,
        IReadOnlyDictionary<string, PackedWeight> packed, IReadOnlyDictionary<string, Tensor> others)
    {
        var misfits = new List<Misfit>();
        var packable = layers.ToDictionary(layer => layer.Name, layer => layer.Layer, StringComparer.Ordinal);
        foreach (var (name, tensor) in state)
        {
            if (packed.TryGetValue(name, out var weight) && packable.TryGetValue(name, out var layer))
                Compare(name, [layer.Rows, layer.Columns], [weight.Rows, weight.Columns]);
            else if (others.TryGetValue(name, out var other))
                Compare(name, tensor.shape, other.shape);
            else
                misfits.Add(new(MisfitKind.Missing, name, Text(tensor.shape), null));
        }
        foreach (var (name, weight) in packed)
            if (!packable.ContainsKey(name))
                misfits.Add(new(MisfitKind.Extra, name, null, $"packed {Text([weight.Rows, weight.Columns])}"));
        foreach (var (name, other) in others)
            if (!state.ContainsKey(name)) misfits.Add(new(MisfitKind.Extra, name, null, Text(other.shape)));
        return [.. misfits.OrderBy(misfit => misfit.Kind).ThenBy(misfit => misfit.Name, StringComparer.Ordinal)];

        void Compare(string name, long[] expected, long[] found)
        {
            if (!expected.AsSpan().SequenceEqual(found)) misfits.Add(new(MisfitKind.Misshapen, name, Text(expected), Text(found)));
        }
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
