namespace Pipelines.Training;

/// <summary>
/// Dynamic sampling (Yu et al. 2025, arXiv:2503.14476, section 3.2): a group whose rewards are all equal teaches nothing, so that another
/// prompt is asked in its place, until there are enough groups that differ or prompts were drawn as often as is allowed. Which prompts and
/// draws is a function of the seed and of how many prompts were asked before.
/// </summary>
/// <param name="deck">the prompts</param>
/// <param name="sampler">answers them and judges the answers</param>
/// <param name="options">whether equal groups are left out, and how often prompts are drawn</param>
/// <param name="prompts">groups that a round wants</param>
internal sealed class DynamicSampling(PromptDeck deck, AnswerSampler sampler, GrpoOptions options, int prompts)
{
    /// <summary>Prompts that were asked before; a checkpoint keeps it.</summary>
    public long Asked { get; set; }

    /// <summary>A round's answers, those of groups that are left out included.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for; nothing counts as asked</exception>
    public Rollout Sample(CancellationToken cancellation)
    {
        var (asked, missing) = (Asked, prompts);
        var parts = new List<Rollout>();
        for (var draws = options.DropEqual ? options.MaxDraws : 1; draws > 0 && missing > 0; draws--)
        {
            parts.Add(sampler.Sample(deck.Draw(asked, missing), options.Group, asked * options.Group, cancellation));
            asked += missing;
            missing = GroupAdvantage.Equal(GrpoRound.Rewards(parts[^1], options), options.Group).Count(equal => equal);
        }

        Asked = asked;
        return Rollout.Of(parts);
    }
}
