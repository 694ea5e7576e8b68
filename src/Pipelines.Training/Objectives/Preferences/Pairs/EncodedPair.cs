namespace Pipelines.Training;

/// <summary>Two answers to one prompt, of which one is the better, in tokens.</summary>
/// <param name="Place">where the pair comes from</param>
/// <param name="Chosen">the better one</param>
/// <param name="Rejected">the other one</param>
/// <param name="Margin">by how much it is better; 0 where that is not known</param>
public sealed record EncodedPair(string Place, EncodedAnswer Chosen, EncodedAnswer Rejected, double Margin = 0)
{
    /// <summary>Answers to other prompts behind this one, from which the divergence from the reference is estimated.</summary>
    public IReadOnlyList<EncodedAnswer> Mismatched { get; init; } = [];
}
