using Pipelines.Spec;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>The settings of how answers are chosen, and of what judges them.</summary>
internal static class RolloutSettings
{
    public static void Describe(this Settings settings, SamplingSpec sampling)
    {
        settings.Add("max_tokens", sampling.MaxTokens);
        settings.Add("temperature", sampling.Temperature);
        settings.Add("top_k", sampling.TopK);
        settings.Add("top_p", sampling.TopP);
        settings.Add("min_p", sampling.MinP);
        settings.Add("repetition_penalty", sampling.RepetitionPenalty);
        settings.Add("stop", sampling.Stop);
        settings.Add("seed", sampling.Seed);
        // Where they do nothing they are left out: what was sampled before they existed is what is sampled without them.
        if (sampling.TypicalP != 1) settings.Add("typical_p", sampling.TypicalP);
        if (sampling.PresencePenalty != 0) settings.Add("presence_penalty", sampling.PresencePenalty);
        if (sampling.FrequencyPenalty != 0) settings.Add("frequency_penalty", sampling.FrequencyPenalty);
    }

    public static void Describe(this Settings settings, EquatableArray<RewardSourceSpec> rewards)
    {
        for (var i = 0; i < rewards.Count; i++)
        {
            var reward = settings.Under($"{i}");
            reward.Add("kind", rewards[i].Kind);
            reward.Add("weight", rewards[i].Weight);
            reward.DescribeOwn(rewards[i]);
        }
    }

    private static void DescribeOwn(this Settings settings, RewardSourceSpec reward)
    {
        switch (reward)
        {
            case ExactMatchSpec exact:
                settings.Add("field", exact.Field);
                settings.Add("ignore_case", exact.IgnoreCase);
                break;
            case RegexSpec regex:
                settings.Add("pattern", regex.Pattern);
                break;
            case NumberSpec number:
                settings.Add("field", number.Field);
                settings.Add("tolerance", number.Tolerance);
                break;
            case ArithmeticSpec arithmetic:
                settings.Add("field", arithmetic.Field);
                break;
            case JsonSchemaSpec schema:
                settings.Add("field", schema.Field);
                settings.Add("file", schema.File);
                break;
            case SqlSpec sql:
                settings.Add("database", sql.Database);
                settings.Add("query", sql.Query);
                settings.Add("seconds", sql.Seconds);
                break;
            case CSharpSpec csharp:
                settings.Add("field", csharp.Field);
                settings.Add("seconds", csharp.Seconds);
                settings.Add("memory", csharp.Memory);
                break;
            case OwnVerifierSpec or RewardModelSpec:
                break;    // the name is the kind; the stage is an input
            default:
                throw new NotSupportedException($"no settings are known for {reward.GetType().Name}");
        }
    }
}
