using Pipelines.Spec;

namespace Pipelines.Verification;

/// <summary>
/// Judges answers by several verifiers, as many at once as there are processors. Whatever a verifier does, the run goes on: one that
/// throws,
/// says what is no number or takes longer than the limit gives the answer a reward of 0 with the reason.
/// </summary>
/// <param name="parts">what judges, and its weight in the sum</param>
/// <param name="limit">most time for one answer and one verifier</param>
public sealed class Scoring(IReadOnlyList<(string Name, IVerifier Verifier, double Weight)> parts, TimeSpan limit) : IDisposable
{
    private readonly WatchedVerifier[] watched = [.. parts.Select(part => new WatchedVerifier(part.Name, part.Verifier, limit))];

    /// <summary>What the verifiers among <paramref name="specs"/> say; reward models are left out.</summary>
    /// <exception cref="VerifierException">as <see cref="Verifiers.Create"/></exception>
    public static Scoring Of(
        IEnumerable<RewardSourceSpec> specs, string baseDirectory, IReadOnlyDictionary<string, Func<IVerifier>> own)
    {
        var verifying = specs.Where(spec => spec is not RewardModelSpec).ToArray();
        return new Scoring(
            [.. verifying.Select(spec => (spec.Kind, Verifiers.Create(spec, baseDirectory, own), spec.Weight))],
            Verifiers.LimitOf(verifying));
    }

    /// <summary>The names of the parts, in order.</summary>
    public IReadOnlyList<string> Names { get; } = [.. parts.Select(part => part.Name)];

    /// <summary>The reward of an answer that every part gives 1.</summary>
    public double Whole { get; } = parts.Sum(part => part.Weight);

    /// <summary>Judges each answer by each part.</summary>
    /// <returns>the scores, in the order of the answers</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public IReadOnlyList<Score> Score(IReadOnlyList<Answer> answers, CancellationToken cancellation)
    {
        var verdicts = new Verdict[answers.Count * parts.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(
            0, verdicts.Length, options, () => new JudgeThread(),
            (i, _, judge) =>
            {
                verdicts[i] = watched[i % parts.Count].Verify(answers[i / parts.Count], ref judge, cancellation);
                return judge;
            },
            judge => judge.Dispose());
        return [.. Enumerable.Range(0, answers.Count).Select(Sum)];

        Score Sum(int answer)
        {
            var own = verdicts[(answer * parts.Count)..((answer + 1) * parts.Count)];
            return new Score(own.Select((verdict, part) => verdict.Reward * parts[part].Weight).Sum(), own);
        }
    }

    /// <summary>Disposes of the verifiers that hold something: processes, databases.</summary>
    public void Dispose()
    {
        foreach (var (_, verifier, _) in parts) (verifier as IDisposable)?.Dispose();
    }
}
