using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>What a merge stage asks of the stage before it.</summary>
internal static class MergeRules
{
    /// <summary>Reports a merge of nothing.</summary>
    public static void Check(MergeSpec stage, StageSurroundings around)
    {
        if (around.Stages.FirstOrDefault(other => other.Name == stage.From) is not { } from || from is FineTuningSpec { Adapter: not null })
            return;
        var adapters = around.Stages.OfType<FineTuningSpec>().Where(other => other is { Adapter: not null } and not RewardSpec)
            .Select(other => other.Name).ToList();
        around.Reading.Report(
            Rules.NoAdapter, around.At(stage, "from"),
            $"'{stage.From}' has no adapter to merge; "
            + (adapters.Count == 0 ? "no stage has one" : $"stages that have one: {Wording.List(adapters)}"));
    }
}
