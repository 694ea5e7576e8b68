using Pipelines.Spec;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>The settings of what checkpoints are asked. The sources' content and the stages' artifacts are fingerprinted apart.</summary>
internal static class EvaluationTaskSettings
{
    public static void Describe(this Settings settings, EvaluationTaskSpec task)
    {
        settings.Add("kind", task.Kind);
        settings.Add("limit", task.Limit);
        switch (task)
        {
            case AnswersTaskSpec:
                break;
            case ChoiceTaskSpec choice:
                settings.Add("normalized", choice.Normalized);
                break;
            case VerifiedTaskSpec verified:
                settings.Add("samples", verified.Samples);
                settings.Add("k", verified.K.Select(k => k.ToString()));
                settings.Under("rewards").Describe(verified.Rewards);
                settings.Under("sampling").Describe(verified.Sampling);
                break;
            case WinRateTaskSpec wins:
                settings.Under("sampling").Describe(wins.Sampling);
                break;
            default:
                throw new NotSupportedException($"no settings are known for {task.GetType().Name}");
        }
    }
}
