using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>tracking:</c>.</summary>
internal static class TrackingSettings
{
    private static readonly Setting<string> Experiment = Setting.Derived(
        "experiment", new TextKind("a text"), "the pipeline's name", "The experiment under which runs are recorded");

    private static readonly Setting<string> Uri = Setting.Derived(
        "uri", new TextKind("an http or https address", "^https?://[^\\s]+$"), "`MLFLOW_TRACKING_URI`, else none",
        "An MLflow server that runs are sent to beside the store in the project");

    private static readonly Setting<string> TensorBoard = Setting.Derived(
        "tensorboard", new TextKind("a path"), "none", "A folder for event files that TensorBoard shows, relative to the file");

    /// <summary>Reads an experiment of "" where none is given: the pipeline's name is not known here.</summary>
    public static readonly Section<TrackingSpec> Section = new(
        "tracking", "tracking", "Where runs are recorded",
        [Experiment, Uri, TensorBoard],
        values => new TrackingSpec(values.Get(Experiment, ""), values.Find(Uri), values.Find(TensorBoard)));
}
