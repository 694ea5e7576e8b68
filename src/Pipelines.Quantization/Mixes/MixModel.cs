using System.Globalization;

namespace Pipelines.Quantization;

/// <summary>What the types of a model's tensors depend on beside the tensors themselves.</summary>
public sealed class MixModel
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <param name="tensors">the GGUF names of all tensors of the file, in any order</param>
    /// <param name="layers">layers of the model, <c>block_count</c></param>
    /// <param name="heads">attention heads; 0 without attention</param>
    /// <param name="keyValueHeads">heads of keys and values; 0 without attention</param>
    /// <param name="experts">experts of a layer; 0 without</param>
    /// <param name="importance">whether the tensors are quantized with an importance matrix</param>
    public MixModel(IEnumerable<string> tensors, int layers, int heads, int keyValueHeads, int experts, bool importance)
    {
        (Layers, Experts, Importance) = (layers, experts, importance);
        (HeadsOfKey, Tied) = (keyValueHeads > 0 ? heads / keyValueHeads : 0, true);
        var counts = new Dictionary<TensorRole, int>();
        foreach (var name in tensors.OrderBy(LayerOf).ThenBy(name => name, StringComparer.Ordinal))
        {
            var role = TensorRoles.Of(name);
            if (role == TensorRole.Output) Tied = false;
            places[name] = counts[role] = counts.GetValueOrDefault(role, -1) + 1;
        }

        AttentionValues = counts.GetValueOrDefault(TensorRole.AttentionValue, -1) + 1;
    }

    /// <summary>Layers of the model.</summary>
    internal int Layers { get; }

    /// <summary>Experts of a layer; 0 without.</summary>
    internal int Experts { get; }

    /// <summary>Whether an importance matrix is used.</summary>
    internal bool Importance { get; }

    /// <summary>Heads of queries that share a head of keys.</summary>
    internal int HeadsOfKey { get; }

    /// <summary>Whether the embedding of tokens is the head too.</summary>
    internal bool Tied { get; }

    /// <summary>Layers that have attention.</summary>
    internal int AttentionValues { get; }

    /// <summary>A model of 80 layers with grouped heads, whose values are so few that more bits cost nothing.</summary>
    internal bool Is70B => Layers == 80 && HeadsOfKey > 1;

    /// <summary>How many tensors of the same role stand before this one, layer by layer.</summary>
    internal int PlaceOf(string name) => places.GetValueOrDefault(name);

    /// <summary>The number of the layer in a name; −1 outside of layers.</summary>
    internal static int LayerOf(string name)
    {
        var parts = name.Split('.', 3);
        return parts[0] == "blk" && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var layer) ? layer : -1;
    }
}
