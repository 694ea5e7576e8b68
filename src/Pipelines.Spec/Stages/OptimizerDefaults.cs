namespace Pipelines.Spec;

/// <summary>What an optimizer's settings are where a file does not give them: it depends on what is trained.</summary>
/// <param name="LearningRate">the peak rate</param>
/// <param name="WeightDecay">decay of matrices</param>
/// <param name="Beta2">AdamW's decay of the mean of squares</param>
internal sealed record OptimizerDefaults(double LearningRate, double WeightDecay = 0, double Beta2 = 0.999)
{
    /// <summary>How much larger the rate is of an adapter, which begins at nothing.</summary>
    private const int AdapterFactor = 10;

    /// <summary>Training from scratch, as language models are (Touvron et al. 2023).</summary>
    public static readonly OptimizerDefaults Pretraining = new(3e-4, 0.1, 0.95);

    /// <summary>Cross-entropy, or a divergence, of whole answers.</summary>
    public static readonly OptimizerDefaults Answers = new(2e-5);

    /// <summary>Ranking pairs by a score.</summary>
    public static readonly OptimizerDefaults Scores = new(1e-5);

    /// <summary>Preferring one of two answers (Rafailov et al. 2023).</summary>
    public static readonly OptimizerDefaults Preferences = new(1e-6);

    /// <summary>The same with the cross-entropy of one of them (Hong et al. 2024).</summary>
    public static readonly OptimizerDefaults OddsRatio = new(8e-6);

    /// <summary>Policy gradients with a value head.</summary>
    public static readonly OptimizerDefaults Policy = new(3e-6);

    /// <summary>Policy gradients relative to a group.</summary>
    public static readonly OptimizerDefaults GroupPolicy = new(1e-6);

    /// <summary>The learning rates, as the reference says them.</summary>
    public const string LearningRates =
        "3e-4 in pretrain; 2e-5 in sft and distill; 1e-5 in reward; 3e-6 in ppo; 8e-6 in orpo; 1e-6 in dpo, ipo, simpo, kto and grpo; "
        + "ten times as much with an adapter";

    /// <summary>The decays of matrices.</summary>
    public const string WeightDecays = "0.1 in pretrain; 0 elsewhere";

    /// <summary>The decays of the mean of squares.</summary>
    public const string Beta2s = "0.95 in pretrain; 0.999 elsewhere";

    /// <summary>These for an adapter.</summary>
    public OptimizerDefaults OfAdapter => this with { LearningRate = (double)(AdapterFactor * (decimal)LearningRate) };
}

/// <summary>An optimizer, but for what follows from the stage.</summary>
internal delegate OptimizerSpec OptimizerDraft(OptimizerDefaults defaults);
