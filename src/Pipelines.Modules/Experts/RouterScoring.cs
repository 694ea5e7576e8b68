namespace Pipelines.Modules;

/// <summary>How a router's logits become scores.</summary>
public enum RouterScoring
{
    /// <summary>Experts compete: the scores of a token sum to 1 (Shazeer et al. 2017).</summary>
    Softmax,

    /// <summary>Each expert by itself, between 0 and 1 (DeepSeek-V3, arXiv:2412.19437, equation 15).</summary>
    Sigmoid,
}
