using Pipelines.Runtime.Graph;
using Pipelines.Spec;

namespace Pipelines.Runtime.Fingerprints;

/// <summary>The project's own code that a stage runs: its model's blocks, its rewards' verifiers. Most stages run none.</summary>
internal static class CodeSettings
{
    public static void Describe(this Settings settings, OwnCode code, Stage stage, PipelineSpec spec)
    {
        settings.Under("block").Describe(code.Blocks, stage.Model is { } model ? Words(model.Spec(spec)) : []);
        settings.Under("verifier").Describe(
            code.Verifiers, spec.Stages.Where(each => each.Name == stage.Name).SelectMany(Rewards).Select(reward => reward.Kind));
    }

    private static void Describe(this Settings settings, IDictionary<string, string> hashes, IEnumerable<string> words)
    {
        foreach (var word in words.Distinct().Order(StringComparer.Ordinal))
            if (hashes.TryGetValue(word, out var hash)) settings.Add(word, hash);
    }

    private static IEnumerable<string> Words(ModelSpec model) =>
        model.Architecture.Blocks.SelectMany(block => new[] { block.Mixer.Word, block.FeedForward.Word });

    private static IEnumerable<RewardSourceSpec> Rewards(StageSpec stage) => stage switch
    {
        RolloutStageSpec rollouts => rollouts.Rewards,
        EvaluateSpec evaluate => evaluate.Tasks.OfType<VerifiedTaskSpec>().SelectMany(task => task.Rewards),
        _ => [],
    };
}
