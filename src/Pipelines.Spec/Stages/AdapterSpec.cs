namespace Pipelines.Spec;

/// <summary>Low-rank adapters beside frozen weights (Hu et al. 2021): W·x + s·B·A·x.</summary>
/// <param name="Kind">the word that <c>adapter:</c> takes</param>
/// <param name="Rank">r, the inner width of B·A</param>
/// <param name="Alpha">α of the scale s = α / r</param>
/// <param name="Dropout">probability of dropping a channel of what goes into A</param>
/// <param name="Targets">
/// names of projections (<c>q_proj</c>), or patterns over whole paths (<c>layers.[0-3].*.q_proj</c>); empty for every projection of the blocks
/// </param>
/// <param name="RankStabilized">whether s is α / √r (Kalajdzievski 2023)</param>
/// <param name="Init">how A begins; B begins at zero</param>
public sealed record AdapterSpec(
    AdapterKind Kind,
    int Rank,
    double Alpha,
    double Dropout,
    EquatableArray<string> Targets,
    bool RankStabilized,
    AdapterInit Init);

/// <summary>What stands beside the frozen weights, and how those are kept.</summary>
public enum AdapterKind
{
    /// <summary>B·A beside weights as they are (Hu et al. 2021).</summary>
    Lora,

    /// <summary>B·A for the direction, and a magnitude for each output (Liu et al. 2024).</summary>
    Dora,

    /// <summary>B·A beside weights in 4-bit NormalFloat, double quantized (Dettmers et al. 2023).</summary>
    Qlora,
}

/// <summary>How the matrix A of an adapter begins.</summary>
public enum AdapterInit
{
    /// <summary>Uniform in ±1/√in (He et al. 2015, with a = √5).</summary>
    Kaiming,

    /// <summary>Normal with a deviation of 1/r.</summary>
    Gaussian,
}
