using System.Collections.ObjectModel;

namespace Pipelines.Training;

/// <summary>What was found on held-out data.</summary>
/// <param name="Nats">the loss of all terms together: of targets to predict, their negative log-likelihood</param>
/// <param name="Tokens">number of terms: targets to predict, pairs to rank, …</param>
/// <param name="Bytes">UTF-8 bytes of the targets' text; 0 where the terms are no text</param>
public sealed record Evaluation(double Nats, long Tokens, long Bytes)
{
    /// <summary>What else was found, by name, such as <c>rewards/accuracies</c>.</summary>
    public IReadOnlyDictionary<string, double> Measures { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>Whether the terms are tokens of text, so that perplexity and bits per byte mean something.</summary>
    public bool IsOfText => Bytes > 0;

    /// <summary>Mean loss of a term: of text the negative log-likelihood of a token, in nats.</summary>
    public double Loss => Nats / Tokens;

    /// <summary>e to the <see cref="Loss"/>: as if so many tokens were equally likely.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>Bits for a byte of text; comparable across tokenizers.</summary>
    public double BitsPerByte => Nats / Math.Log(2) / Bytes;

    /// <summary>Whether the same was found, measures included.</summary>
    public bool Equals(Evaluation? other) =>
        other is not null
        && (Nats, Tokens, Bytes).Equals((other.Nats, other.Tokens, other.Bytes))
        && Measures.Count == other.Measures.Count
        && Measures.All(measure => other.Measures.TryGetValue(measure.Key, out var value) && value.Equals(measure.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Nats, Tokens, Bytes, Measures.Count);
}
