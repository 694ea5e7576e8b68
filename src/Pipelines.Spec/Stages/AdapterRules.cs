using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>What an adapter and the model that it stands beside have to do with each other.</summary>
internal static class AdapterRules
{
    /// <summary>Reports each target of a stage's adapter that means nothing of its model.</summary>
    public static void Check(FineTuningSpec stage, StageSurroundings around)
    {
        if (stage.Adapter is not { Targets.Count: > 0 } adapter || around.ModelOf(stage.From) is not { } model) return;
        var paths = ProjectionPaths.Of(model);
        var names = paths.Select(path => path.Substring(path.LastIndexOf('.') + 1)).Distinct().ToList();
        for (var i = 0; i < adapter.Targets.Count; i++)
        {
            var pattern = new PathPattern(adapter.Targets[i]);
            if (paths.Any(pattern.Matches)) continue;
            var near = Nearest.To(adapter.Targets[i], names);
            around.Reading.Report(
                Rules.AdapterTarget, around.At(stage, $"adapter.{adapter.Kind.ToString().ToLowerInvariant()}.targets[{i}]"),
                $"adapter target {Wording.Quote(adapter.Targets[i])} matches no module of {model.Name}; "
                + $"{(near is null ? "" : $"did you mean '{near}'? ")}it has {Wording.List(names)}");
        }
    }
}
