namespace Pipelines.Spec;

/// <summary>What an adapter adds to a model: its own parameters, what it keeps a token, and what its base takes in fewer bits.</summary>
internal sealed class AdapterCost
{
    private const int Float32 = sizeof(float);

    /// <summary>
    /// Bytes of a weight in NF4 with double quantization: half a byte, a byte a block of 64 weights, and a float32 for 256 of those
    /// (Dettmers et al. 2023, section 3).
    /// </summary>
    private const decimal Nf4 = 0.5m + 1m / 64 + 4m / (64 * 256);

    private readonly AdapterSpec adapter;
    private readonly List<PathPattern> patterns;
    private readonly Dictionary<string, List<(long In, long Out)>> targets = [];    // by node

    /// <param name="nodes">the modules of the model</param>
    /// <param name="adapter">what stands beside which of them</param>
    public AdapterCost(IEnumerable<ModelNode> nodes, AdapterSpec adapter)
    {
        this.adapter = adapter;
        patterns = adapter.Targets.Select(target => new PathPattern(target)).ToList();
        foreach (var node in nodes)
        {
            var maps = node.Projections.Where(Meant).Select(path => Widths(node, path)).ToList();
            if (maps.Count > 0) targets[node.Name] = maps;
        }
        var all = targets.Values.SelectMany(maps => maps).ToList();
        Parameters = all.Sum(map => adapter.Rank * (map.In + map.Out) + (adapter.Kind == AdapterKind.Dora ? map.Out : 0));
        Quantized = adapter.Kind == AdapterKind.Qlora ? all.Sum(map => map.In * map.Out) : 0;
    }

    /// <summary>Parameters that are trained.</summary>
    public long Parameters { get; }

    /// <summary>Weights of the base that are held in NF4.</summary>
    public long Quantized { get; }

    /// <summary>Bytes of its parameters and of what is held in NF4.</summary>
    public long Bytes => Parameters * Float32 + (long)(Quantized * Nf4);

    /// <summary>
    /// Bytes that it keeps of a token beside what <paramref name="node"/> itself keeps: A·x, and with dropout what goes into A.
    /// </summary>
    /// <param name="node">a module of the model</param>
    /// <param name="number">bytes of an activation</param>
    public long Kept(ModelNode node, int number)
    {
        if (!targets.TryGetValue(node.Name, out var maps)) return 0;
        var input = adapter.Dropout > 0 ? maps.Sum(map => map.In) * (number + 1) : 0;
        // A token passes through its own experts alone.
        return (long)(((long)maps.Count * adapter.Rank * number + input) * (1 - (decimal)node.Idle / Math.Max(1, node.Parameters)));
    }

    private bool Meant(string path) => patterns.Count == 0 || patterns.Any(pattern => pattern.Matches(path));

    /// <summary>Widths of a linear map, whose weight may be kept transposed beside a bias of its outputs.</summary>
    private static (long In, long Out) Widths(ModelNode node, string path)
    {
        var weight = node.Weights.First(weight => weight.Name == $"{path}.weight");
        var outputs = node.Weights.FirstOrDefault(bias => bias.Name == $"{path}.bias")?.Count ?? weight.Sizes[0];
        return (weight.Count / outputs, outputs);
    }
}
