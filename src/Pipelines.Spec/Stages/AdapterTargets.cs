using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>What an adapter's targets mean: names of projections, or patterns over their paths.</summary>
public static class AdapterTargets
{
    /// <summary>
    /// Whether <paramref name="target"/> means the module at <paramref name="path"/>. A name (<c>q_proj</c>) means every module that is
    /// called so. What has a <c>.</c>, <c>*</c> or <c>[</c> is a pattern over a path or its end (<c>layers.[0-3].*.q_proj</c>): <c>*</c>
    /// is any text and <c>[0-3]</c> one of those characters.
    /// </summary>
    /// <param name="target">a target as the file writes it</param>
    /// <param name="path">a module's dotted path: <c>model.layers.0.self_attn.q_proj</c></param>
    public static bool Matches(string target, string path) => new PathPattern(target).Matches(path);

    /// <summary>The projections of a model that an adapter may stand beside, by path: every matrix product of its blocks but routers.</summary>
    public static IReadOnlyList<string> Of(ModelSpec model) =>
        ShapeInference.Of(model, Math.Max(2, model.Vocab.Size)).SelectMany(node => node.Projections).ToList();

    /// <summary>Reports each target of a stage's adapter that means nothing of its model.</summary>
    internal static void Check(FineTuningSpec stage, StageSurroundings around)
    {
        if (stage.Adapter is not { Targets.Count: > 0 } adapter || around.ModelOf(stage.From) is not { } model) return;
        var paths = Of(model);
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
