using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Schema;

/// <summary>The pages of the reference, out of the definitions that the reader itself uses. Each section stands on one of them.</summary>
internal static class ReferencePages
{
    /// <summary>These come before the stages: what several kinds share is described here and not with the first of them.</summary>
    private static readonly IReadOnlyList<SettingsPage> Shared =
    [
        new("data", "Data", "Where documents and examples come from: `data:`", "[Data](../data.md) says what stages read of them",
            DataSettings.Source),
        new("models", "Models", "Sizes and blocks: `models:`",
            "[A model of one's own](../families/composed.md) says how blocks are put together", ModelSettings.Model),
        new("training", "Training", "Optimizers, schedules, and when a stage that trains evaluates and writes checkpoints",
            "[Tracking](../tracking.md#what-a-stage-that-trains-records) says what is recorded meanwhile",
            OptimizerSettings.Optimizer, ScheduleSettings.Schedule, EvaluationSettings.Section, CheckpointSettings.Section),
        new("adapter", "Adapters", "What is trained beside the weights: `adapter:`", "[Adapters](../adapters.md) says how",
            AdapterSettings.Adapter),
        new("sampling", "Sampling", "How tokens are chosen: `sampling:`", "[Serve](../serve.md) takes the same of requests",
            SamplingSettings.Section, SamplingSettings.OfAnswers),
        new("rewards", "Rewards", "What judges answers: `rewards:`", "[Verifiers](../verifiers.md) says how each does it",
            RewardSourceSettings.Rewards),
        new("tracking", "Tracking", "Where runs are recorded: `tracking:`, and what is registered of them: `registry:`",
            "[Tracking](../tracking.md) says how", TrackingSettings.Section, RegistrySettings.Registration),
        new("serve", "Serve", "The server: `serve:`", "[Serve](../serve.md) says what it can do", ServeSettings.Section),
        new("sweep", "Sweep", "Which settings are tried: `sweep:`", "[Sweeps](../sweeps.md) says how", SweepSettings.Section),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReferencePage> All { get; } =
    [
        .. Shared, new FamiliesPage(),
        .. StageSettings.Kinds.Zip(StageSettings.Stage.Parts, (kind, part) => new StagePage(kind, part)), new StageIndex(),
        new SettingsIndex(Shared),
    ];

    private static readonly Dictionary<ISection, ReferencePage> Places = [];

    private static readonly Dictionary<ReferencePage, List<PlacedSection>> Contents =
        All.ToDictionary(page => page, page => page.Roots.SelectMany(root => Place(root, page)).ToList());

    /// <summary>Every page: its path below <c>docs</c>, and its text.</summary>
    public static IEnumerable<(string Path, string Text)> Write() =>
        All.Select(page => (page.Path, page.Write(Contents[page], section => Link(page, section))));

    /// <summary>A link from a page to a section.</summary>
    private static string Link(ReferencePage from, ISection section)
    {
        var page = Places[section];
        var file = page == from ? "" : Relative(from.Path, page.Path);
        return $"[{section.Title}]({file}{page.Anchor(section)})";
    }

    /// <summary>A path as a page of another path says it: both lie in folders below <c>docs</c>.</summary>
    private static string Relative(string from, string to) =>
        from.Split('/')[0] == to.Split('/')[0] ? to.Split('/')[1] : $"../{to}";

    /// <summary>Places what no page before has.</summary>
    private static IEnumerable<PlacedSection> Place(Part part, ReferencePage page)
    {
        if (part.Kind is ISection section && !Places.ContainsKey(section))
        {
            Places.Add(section, page);
            yield return new(section, part.Tag);
        }
        foreach (var inner in part.Kind.Parts)
            foreach (var found in Place(inner, page))
                yield return found;
    }
}
