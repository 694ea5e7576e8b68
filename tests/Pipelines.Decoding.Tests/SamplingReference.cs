using Pipelines.Spec;

namespace Pipelines.Decoding.Tests;

/// <summary>How the next token is chosen, said slowly: every step sorts and sums the whole vocabulary.</summary>
internal static class SamplingReference
{
    public static double[] Probabilities(
        SamplingSpec sampling, IReadOnlyList<float> logits, int[] seen, int prompt, IReadOnlyDictionary<int, float> bias)
    {
        var changed = logits
            .Select((logit, token) => Penalised(sampling, logit + bias.GetValueOrDefault(token), token, seen, prompt)).ToArray();
        if (sampling.Temperature == 0)
        {
            var best = Array.IndexOf(changed, changed.Max());
            return [.. changed.Select((_, token) => token == best ? 1.0 : 0)];
        }

        var greatest = changed.Max();
        var p = Normalised([.. changed.Select(logit => Math.Exp(((double)logit - greatest) / sampling.Temperature))]);
        var byLogit = Enumerable.Range(0, p.Length).OrderByDescending(token => changed[token]).ToArray();    // stable
        if (sampling.TopK > 0) p = Kept(p, byLogit.Take(sampling.TopK));
        p = Kept(p, Reaching(p, byLogit, sampling.TopP));
        if (sampling.MinP > 0) p = Kept(p, byLogit.Where(token => p[token] >= sampling.MinP * p.Max()));
        var entropy = -p.Where(share => share > 0).Sum(share => share * Math.Log(share));
        var byTypicality = byLogit.Where(token => p[token] > 0).Order().OrderBy(token => Math.Abs(-Math.Log(p[token]) - entropy));
        return Kept(p, Reaching(p, byTypicality, sampling.TypicalP));
    }

    private static float Penalised(SamplingSpec sampling, float logit, int token, int[] seen, int prompt)
    {
        if (sampling.RepetitionPenalty != 1 && seen.Contains(token))
            logit = logit > 0 ? logit / (float)sampling.RepetitionPenalty : logit * (float)sampling.RepetitionPenalty;
        var times = seen.Skip(prompt).Count(other => other == token);
        return times == 0 ? logit : logit - (float)(sampling.PresencePenalty + sampling.FrequencyPenalty * times);
    }

    private static HashSet<int> Reaching(double[] p, IEnumerable<int> order, double share)
    {
        var (kept, sum) = (new HashSet<int>(), 0.0);
        foreach (var token in order)
        {
            if (share < 1 && sum >= share) break;
            kept.Add(token);
            sum += p[token];
        }
        return kept;
    }

    private static double[] Kept(double[] p, IEnumerable<int> tokens)
    {
        var kept = tokens.ToHashSet();
        return Normalised([.. p.Select((share, token) => kept.Contains(token) ? share : 0)]);
    }

    private static double[] Normalised(double[] weights)
    {
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
