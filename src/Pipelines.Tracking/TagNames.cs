namespace Pipelines.Tracking;

/// <summary>Tags with a meaning: MLflow's reserved ones, and ours.</summary>
public static class TagNames
{
    /// <summary>The run's name, which MLflow's pages show.</summary>
    public const string RunName = "mlflow.runName";

    /// <summary>Who started it.</summary>
    public const string User = "mlflow.user";

    /// <summary>The program.</summary>
    public const string SourceName = "mlflow.source.name";

    /// <summary><c>LOCAL</c> for a program on somebody's machine.</summary>
    public const string SourceType = "mlflow.source.type";

    /// <summary>The commit of the working tree that it ran from.</summary>
    public const string GitCommit = "mlflow.source.git.commit";

    /// <summary>The id of the run that it is part of.</summary>
    public const string ParentRun = "mlflow.parentRunId";

    /// <summary>The interrupted run from whose checkpoint it goes on.</summary>
    public const string Continues = "pipelines.continues";

    /// <summary>The process that writes the run: see <see cref="ProcessIdentity"/>.</summary>
    public const string Process = "pipelines.process";

    /// <summary>On a server: the fingerprint of the artifact that a version of a registered model is of.</summary>
    public const string RegisteredArtifact = "pipelines.artifact";

    /// <summary>On a server: the stage that made a version of a registered model.</summary>
    public const string RegisteredStage = "pipelines.stage";

    /// <summary>On a server: the id of the run in the embedded store that it was sent from.</summary>
    public const string LocalRun = "pipelines.run";
}
