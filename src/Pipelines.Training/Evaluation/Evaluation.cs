namespace Pipelines.Training;

/// <summary>How well a model predicts tokens.</summary>
/// <param name="Nats">negative log-likelihood of all targets together</param>
/// <param name="Tokens">number of targets</param>
/// <param name="Bytes">UTF-8 bytes of the targets' text</param>
public sealed record Evaluation(double Nats, long Tokens, long Bytes)
{
    /// <summary>Mean negative log-likelihood of a token, in nats.</summary>
    public double Loss => Nats / Tokens;

    /// <summary>e to the <see cref="Loss"/>: as if so many tokens were equally likely.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>Bits for a byte of text; comparable across tokenizers.</summary>
    public double BitsPerByte => Nats / Math.Log(2) / Bytes;
}
