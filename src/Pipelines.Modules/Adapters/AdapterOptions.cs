namespace Pipelines.Modules;

/// <summary>What stands beside frozen weights (Hu et al., arXiv:2106.09685): W·x + s·B·A·x.</summary>
/// <param name="Rank">r, the inner width of B·A; at least 1</param>
/// <param name="Alpha">α of the scale s = α / r</param>
/// <param name="Dropout">probability of dropping a channel of what goes into A while training, from 0 to below 1</param>
/// <param name="Targets">
/// names of projections (<c>q_proj</c>, <c>self_attn.q_proj</c>), or patterns over their paths in which <c>*</c> is any text, <c>?</c>
/// any character and <c>[0-3]</c> one of several (<c>layers.[0-3].*.q_proj</c>); each may leave out the first steps of a path. Empty
/// for every projection of the blocks
/// </param>
/// <param name="RankStabilized">whether s is α / √r (Kalajdzievski, arXiv:2312.03732)</param>
/// <param name="Gaussian">whether A begins normal with a deviation of 1/r, rather than uniform in ±1/√in; B begins at zero</param>
/// <param name="Magnitudes">
/// whether each output has a magnitude m of its own, and B·A turns the direction alone: m · (W + s·B·A) / ‖W + s·B·A‖ by rows, whose
/// norm is a constant to the gradient (DoRA: Liu et al., arXiv:2402.09353)
/// </param>
/// <param name="Quantized">whether the weights beside which it stands are kept in NF4 (QLoRA: Dettmers et al., arXiv:2305.14314)</param>
public sealed record AdapterOptions(
    int Rank,
    double Alpha,
    double Dropout,
    IReadOnlyList<string> Targets,
    bool RankStabilized,
    bool Gaussian,
    bool Magnitudes,
    bool Quantized)
{
    /// <summary>Ranks of projections, by patterns of <see cref="Targets"/>' kind, where they are not <see cref="Rank"/>.</summary>
    public IReadOnlyDictionary<string, int> Ranks { get; init; } = new Dictionary<string, int>();

    /// <summary>α of projections, by patterns of <see cref="Targets"/>' kind, where it is not <see cref="Alpha"/>.</summary>
    public IReadOnlyDictionary<string, double> Alphas { get; init; } = new Dictionary<string, double>();

    /// <summary>r beside the projection at <paramref name="path"/>.</summary>
    public int RankAt(string path) => Chosen(Ranks, path, Rank);

    /// <summary>s beside the projection at <paramref name="path"/>.</summary>
    public double ScaleAt(string path)
    {
        var rank = RankAt(path);
        return Chosen(Alphas, path, Alpha) / (RankStabilized ? Math.Sqrt(rank) : rank);
    }

    private static T Chosen<T>(IReadOnlyDictionary<string, T> values, string path, T otherwise)
    {
        foreach (var (pattern, value) in values)
            if (AdapterTargets.Matches(pattern, path)) return value;
        return otherwise;
    }
}
