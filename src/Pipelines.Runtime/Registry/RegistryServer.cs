using Pipelines.Spec;
using Pipelines.Tracking;
using Pipelines.Tracking.Mlflow;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Registry;

/// <summary>Tells the MLflow server of a pipeline, where there is one, what a command has changed.</summary>
internal static class RegistryServer
{
    /// <summary>Sends registered models; a server that is away is said, and changes nothing.</summary>
    /// <param name="store">where they are registered</param>
    /// <param name="spec">the pipeline, which may name the server</param>
    /// <param name="models">their names</param>
    /// <param name="error">is told what the server cannot take</param>
    public static void Send(SqliteTrackingStore store, PipelineSpec spec, IReadOnlyList<string> models, TextWriter error)
    {
        if (models.Count == 0 || MlflowAddress.Find(spec.Tracking.Uri, Environment.GetEnvironmentVariable) is not { } address) return;
        try
        {
            RunMirror.PushModels(store, address, models, error.WriteLine);
        }
        catch (TrackingException e)
        {
            error.WriteLine($"warning: {e.Message}; dotnet run -- runs push sends it when the server is back");
        }
    }
}
