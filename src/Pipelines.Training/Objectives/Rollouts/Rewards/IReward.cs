using Pipelines.Verification;

namespace Pipelines.Training;

/// <summary>Says what answers are worth: verifiers, reward models, or several of them together.</summary>
public interface IReward
{
    /// <summary>The names of its parts, in order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Judges answers.</summary>
    /// <returns>for each answer the weighted sum, and what each part said</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    IReadOnlyList<Score> Score(IReadOnlyList<SampledAnswer> answers, CancellationToken cancellation);
}
