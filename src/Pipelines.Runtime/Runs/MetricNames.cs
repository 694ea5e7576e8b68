namespace Pipelines.Runtime.Runs;

/// <summary>The names under which stages record what they measure.</summary>
internal static class MetricNames
{
    public const string TrainLoss = "train/loss";
    public const string LearningRate = "train/learning_rate";
    public const string GradientNorm = "train/gradient_norm";
    public const string Tokens = "train/tokens";
    public const string TokensPerSecond = "train/tokens_per_second";

    /// <summary>Operations of the whole step over its time: what the machine makes of this model.</summary>
    public const string FlopsPerSecond = "train/flops_per_second";

    /// <summary>Tokens that a generating stage writes in a second.</summary>
    public const string GeneratedPerSecond = "generate/tokens_per_second";

    public const string Memory = "system/memory_bytes";

    /// <summary>Stands before the names of what was found on held-out data.</summary>
    public const string Validation = "validation/";

    public const string ValidationLoss = "validation/loss";
    public const string Perplexity = "validation/perplexity";

    /// <summary>e to the loss of hidden tokens, of which both sides are seen.</summary>
    public const string MaskedPerplexity = "validation/masked_perplexity";

    public const string BitsPerByte = "validation/bits_per_byte";

    /// <summary>Those that tell of the machine's clock and memory: no two runs have the same, and no repeat is held to them.</summary>
    public static readonly IReadOnlyList<string> OfTheMachine = [GeneratedPerSecond, Memory, FlopsPerSecond, TokensPerSecond];
}
