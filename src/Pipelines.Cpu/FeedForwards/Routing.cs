using Pipelines.Spec;

namespace Pipelines.Cpu;

/// <summary>Which experts a token goes to, and with what weights, from its router's logits.</summary>
/// <param name="moe">how they are chosen</param>
/// <param name="biases">added to scores when experts are chosen, [experts]; or null</param>
internal sealed unsafe class Routing(MoeSpec moe, NativeFloats? biases)
{
    /// <summary>Experts of a token.</summary>
    public int TopK => moe.TopK;

    /// <summary>Chooses the experts with the best scores, the biases added; these have no part in the weights.</summary>
    /// <param name="logits">[experts], which become scores</param>
    /// <param name="chosen">[top_k], best first; of equal ones the first</param>
    /// <param name="weights">[top_k]</param>
    public void Choose(Span<float> logits, Span<int> chosen, Span<float> weights)
    {
        Score(logits);
        Span<float> choice = stackalloc float[logits.Length];
        for (var i = 0; i < choice.Length; i++) choice[i] = logits[i] + (biases is null ? 0 : biases.First[i]);
        if (moe.TopGroups < moe.Groups) KeepTopGroups(choice);
        var sum = 0f;
        for (var i = 0; i < chosen.Length; i++)
        {
            chosen[i] = Best(choice);
            choice[chosen[i]] = float.NegativeInfinity;
            weights[i] = logits[chosen[i]];
            sum += weights[i];
        }
        var factor = (float)moe.RoutedScale / (moe.NormalizeTopK ? sum + 1e-20f : 1);
        foreach (ref var weight in weights) weight *= factor;
    }

    private void Score(Span<float> logits)
    {
        if (moe.Score == RouterScore.Sigmoid)
        {
            foreach (ref var logit in logits) logit = 1 / (1 + MathF.Exp(-logit));
            return;
        }
        var greatest = logits[Best(logits)];
        var sum = 0f;
        foreach (ref var logit in logits) sum += logit = MathF.Exp(logit - greatest);
        foreach (ref var logit in logits) logit /= sum;
    }

    /// <summary>
    /// Bars the experts of all groups but those whose two best sum highest (DeepSeek-V3, arXiv:2412.19437, section 2.1.2).
    /// </summary>
    private void KeepTopGroups(Span<float> choice)
    {
        var size = choice.Length / moe.Groups;
        Span<float> bests = stackalloc float[moe.Groups];
        for (var group = 0; group < bests.Length; group++)
        {
            float first = float.NegativeInfinity, second = size > 1 ? first : 0;
            foreach (var score in choice.Slice(group * size, size))
            {
                if (score > first) (first, second) = (score, size > 1 ? first : 0);
                else if (score > second && size > 1) second = score;
            }
            bests[group] = first + second;
        }
        for (var kept = 0; kept < moe.TopGroups; kept++) bests[Best(bests)] = float.NegativeInfinity;
        for (var group = 0; group < bests.Length; group++)
            if (!float.IsNegativeInfinity(bests[group])) choice.Slice(group * size, size).Fill(float.NegativeInfinity);
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
            if (scores[i] > scores[best]) best = i;
        return best;
    }
}
