using System.Text;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Finds how likely answers are under the model that training begins with, once and beforehand: so that a step of training computes the
/// policy alone, and no second model lies in memory.
/// </summary>
/// <param name="model">the model before the first step, in the compute type of training</param>
/// <param name="fingerprint">of its weights: what was computed for others is not used</param>
/// <param name="cache">what is known already, and where the rest goes</param>
public sealed class ReferencePass(LanguageModel model, string fingerprint, ReferenceCache cache)
{
    private readonly byte[] identity = Encoding.UTF8.GetBytes($"{fingerprint} {model.ComputeType}");

    /// <summary>Log-probabilities that were computed, rather than read.</summary>
    public int Computed { get; private set; }

    /// <summary>The pairs, each answer with its log-probability under the model.</summary>
    /// <param name="pairs">the pairs</param>
    /// <param name="batch">most answers in a pass</param>
    /// <param name="progress">is told the share that is done</param>
    /// <param name="cancellation">ends it; what was computed by then is kept</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    /// <exception cref="IOException">the disk is full</exception>
    public IReadOnlyList<EncodedPair> Of(
        IReadOnlyList<EncodedPair> pairs, int batch, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var answers = pairs.SelectMany(pair => pair.Mismatched.Prepend(pair.Rejected).Prepend(pair.Chosen));
        Compute(answers, batch, progress, cancellation);
        return
        [
            .. pairs.Select(pair => pair with
            {
                Chosen = Known(pair.Chosen),
                Rejected = Known(pair.Rejected),
                Mismatched = [.. pair.Mismatched.Select(Known)],
            }),
        ];
    }

    private EncodedAnswer Known(EncodedAnswer answer) => answer with { Reference = cache.Find(PairHash.Of(answer, identity)) };

    private void Compute(IEnumerable<EncodedAnswer> answers, int batch, IProgress<double>? progress, CancellationToken cancellation)
    {
        // Answers of like length share a pass, so that little of it is padding; one that is there twice is computed once.
        var missing = answers.Select(answer => (Key: PairHash.Of(answer, identity), Answer: answer))
            .Where(entry => cache.Find(entry.Key) is null)
            .DistinctBy(entry => entry.Key)
            .OrderBy(entry => entry.Answer.End)
            .ToArray();
        var training = model.training;
        model.eval();
        try
        {
            using var untracked = no_grad();
            var done = 0;
            foreach (var rows in missing.Chunk(batch))
            {
                cancellation.ThrowIfCancellationRequested();
                using var found = AnswerTerms.LogProbs(model, [.. rows.Select(row => row.Answer)]);
                using var host = found.cpu();
                cache.Add([.. rows.Select((row, i) => (row.Key, (double)host.data<float>()[i]))]);
                Computed += rows.Length;
                progress?.Report((double)(done += rows.Length) / missing.Length);
            }
        }
        finally
        {
            model.train(training);
        }
    }
}
