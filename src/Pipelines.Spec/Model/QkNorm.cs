namespace Pipelines.Spec;

/// <summary>Over what the root mean square norms of queries and keys go.</summary>
public enum QkNorm
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>Each head by itself, all with one weight of a head's width (Henry et al. 2020).</summary>
    Head,

    /// <summary>All heads together, each channel with a weight of its own (OLMo team 2024, section 2).</summary>
    Whole,
}
