namespace Pipelines.Training;

/// <summary>A checkpoint is of a run that was asked to do something else, so going on from it would make neither run's weights.</summary>
public sealed class CheckpointMismatchException : Exception
{
    internal CheckpointMismatchException(Checkpoint checkpoint, string setting, string there, string here)
        : base($"checkpoint {checkpoint.Folder} is of a run with {setting} {there}, and this run has {setting} {here}: "
            + "use another folder, or delete that one to begin anew")
    {
    }
}
