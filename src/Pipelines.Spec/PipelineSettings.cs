using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>The settings of a pipeline file: the root of every definition.</summary>
internal static class PipelineSettings
{
    private static readonly Setting<string> Name = Setting.Required(
        "pipeline", new NameKind("a pipeline"), "The pipeline's name; its class is called after it");

    private static readonly Setting<EquatableArray<string>> Bases = Setting.Derived(
        Extends.Key, new ListKind<string>(new TextKind("a path"), "paths"), "nothing",
        "Pipeline files that this one is laid over, relative to it: maps go together key by key, later files win");

    private static readonly Setting<int> Seed = Setting.Default(
        "seed", new IntegerKind(0, int.MaxValue), "1337", "The seed from which every stage derives its own");

    private static readonly Setting<EquatableArray<DataSpec>> Data = Setting.Default(
        "data", new NamedMapKind<DataSpec>(DataSettings.Source, "a data source"), "{}", "The sources of documents and examples, by name");

    private static readonly Setting<EquatableArray<ModelSpec>> Models = Setting.Default(
        "models", new NamedMapKind<ModelSpec>(ModelSettings.Model, "a model"), "{}", "The models, by name");

    private static readonly Setting<EquatableArray<StageSpec>> Stages = Setting.Default(
        "stages", new NamedMapKind<StageSpec>(StageSettings.Stage, "a stage"), "{}",
        "What is done, by name; a stage whose name is a kind needs no `kind`");

    private static readonly Setting<TrackingSpec> Tracking = Setting.Default(
        "tracking", TrackingSettings.Section, "{}", "Where runs are recorded");

    private static readonly Setting<ServeSpec> Serve = Setting.Default(
        "serve", ServeSettings.Section, "{}", "The server of `dotnet run -- serve`; nothing else starts it");

    private static readonly Setting<EquatableArray<ExpectationSpec>> Expect = Setting.Default(
        "expect", new ExpectationsKind(), "{}", "What runs of stages must come to for `ci` to pass");

    private static readonly Setting<EquatableArray<RegistrationSpec>> Registry = Setting.Default(
        "registry", new NamedMapKind<RegistrationSpec>(RegistrySettings.Registration, "a registered model"), "{}",
        "Models that are registered when stages have made them, by name");

    private static readonly Setting<SweepSpec> Sweep = Setting.Derived(
        "sweep", SweepSettings.Section, "none", "Which settings `sweep` tries");

    /// <summary>A whole file.</summary>
    public static readonly Section<PipelineSpec> Root = new(
        "pipeline", "a pipeline file", "A pipeline: data, models, and the stages of their life",
        [Name, Bases, Seed, Data, Models, Stages, Tracking, Registry, Serve, Expect, Sweep],
        values =>
        {
            var tracking = values.Get(Tracking);
            var models = Vocabularies.Resolve(values.Get(Models), values.Get(Stages));
            var stages = Vocabularies.Resolve(values.Get(Stages), models);
            return new PipelineSpec(
                values.Get(Name), values.Get(Seed), values.Get(Data), models, stages,
                tracking.Experiment.Length > 0 ? tracking : tracking with { Experiment = values.Get(Name) },
                values.Get(Registry), ServeRules.Resolve(values.Get(Serve), models, stages), values.Get(Expect),
                values.Find(Sweep));
        },
        Check);

    /// <summary>Looks at the file as a whole, at whatever of it could be read.</summary>
    private static void Check(Values values, Reading reading)
    {
        StageOrder.Check(reading);
        if (values.Valid(Name)) GeneratedNames.Check(values.Get(Name), reading);
        var models = Vocabularies.Resolve(values.Get(Models, default), values.Get(Stages, default));
        var stages = Vocabularies.Resolve(values.Get(Stages, default), models);
        var around = new StageSurroundings(values.Get(Data, default), models, stages, reading);
        foreach (var stage in stages) StageSettings.Check(stage, around);
        if (values.Valid(Serve)) ServeRules.Check(ServeRules.Resolve(values.Get(Serve), models, stages), around);
    }
}
