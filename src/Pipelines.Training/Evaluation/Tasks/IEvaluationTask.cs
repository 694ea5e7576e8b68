namespace Pipelines.Training;

/// <summary>Something that a checkpoint is asked; the same of each, so that what is found compares.</summary>
public interface IEvaluationTask
{
    /// <summary>Asks it.</summary>
    /// <param name="examinee">who is asked</param>
    /// <param name="cancellation">ends it early</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    /// <exception cref="NothingToAskException">none of the examples can be put to this checkpoint</exception>
    TaskFindings Ask(Examinee examinee, CancellationToken cancellation);
}

/// <summary>None of a task's examples can be put to a checkpoint; the message says why.</summary>
public sealed class NothingToAskException(string message) : Exception(message);
