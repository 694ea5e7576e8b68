using Pipelines.Spec;

namespace Pipelines.Decoding;

/// <summary>What changes single logits before tokens are compared: biases, and what tokens pay that were there before.</summary>
/// <param name="sampling">the settings</param>
/// <param name="bias">added first, by token; null for nothing</param>
internal sealed class Penalties(SamplingSpec sampling, IReadOnlyDictionary<int, float>? bias)
{
    /// <summary>How often each token was met, all 0 between two uses.</summary>
    [ThreadStatic]
    private static int[]? met;

    /// <summary>Changes the logits [vocab] of what follows <paramref name="seen"/>. Tokens that the logits lack are passed over.</summary>
    public void Apply(Span<float> logits, ReadOnlySpan<int> seen, int prompt)
    {
        if (bias is not null) Add(bias, logits);
        if (sampling.RepetitionPenalty != 1) Repetition(logits, seen);
        if (sampling is not { PresencePenalty: 0, FrequencyPenalty: 0 }) PresenceAndFrequency(logits, seen[prompt..]);
    }

    private static void Add(IReadOnlyDictionary<int, float> bias, Span<float> logits)
    {
        foreach (var (token, amount) in bias)
            if ((uint)token < (uint)logits.Length) logits[token] += amount;
    }

    /// <summary>Once for each token (Keskar et al., arXiv:1909.05858, equation 2, where negative logits are multiplied).</summary>
    private void Repetition(Span<float> logits, ReadOnlySpan<int> seen)
    {
        var (penalty, times) = ((float)sampling.RepetitionPenalty, Counters(logits.Length));
        foreach (var token in seen)
            if ((uint)token < (uint)logits.Length && times[token]++ == 0)
                logits[token] = logits[token] > 0 ? logits[token] / penalty : logits[token] * penalty;
        foreach (var token in seen)
            if ((uint)token < (uint)logits.Length) times[token] = 0;
    }

    /// <summary>For each written token the one once, and the other as often as it was written.</summary>
    private void PresenceAndFrequency(Span<float> logits, ReadOnlySpan<int> written)
    {
        var times = Counters(logits.Length);
        foreach (var token in written)
            if ((uint)token < (uint)logits.Length) times[token]++;
        foreach (var token in written)
        {
            if ((uint)token >= (uint)logits.Length || times[token] == 0) continue;
            logits[token] -= (float)(sampling.PresencePenalty + sampling.FrequencyPenalty * times[token]);
            times[token] = 0;
        }
    }

    private static int[] Counters(int vocab) => met is { } counters && counters.Length >= vocab ? counters : met = new int[vocab];
}
