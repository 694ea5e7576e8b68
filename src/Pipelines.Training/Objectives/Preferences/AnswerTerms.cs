using Pipelines.Data;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>The log-probabilities that a model gives to answers.</summary>
internal static class AnswerTerms
{
    /// <summary>log π(answer | prompt) of each row, in nats.</summary>
    /// <param name="model">the model</param>
    /// <param name="answers">the rows, padded to the longest</param>
    /// <returns>[rows], float32, with gradient while gradients are recorded; the caller disposes it</returns>
    public static Tensor LogProbs(LanguageModel model, IReadOnlyList<EncodedAnswer> answers)
    {
        // The last token of an answer is given, never read.
        var texts = PaddedRows.Of([.. answers.Select(answer => (ReadOnlyMemory<int>)answer.Tokens.AsMemory(0, answer.End - 1))]);
        var device = model.Device;
        using var ids = texts.TokensOn(device);                                                       // [rows, time]
        using var segments = texts.SegmentsOn(device);
        using var targets = tensor(Targets(answers, texts.Time), [texts.Rows, texts.Time], device: device);
        var (logs, entropy) = model.log_probs(ids, targets, segments);                                // [rows, time]
        entropy.Dispose();
        return logs.sum(1).Freeing(logs);
    }

    private static long[] Targets(IReadOnlyList<EncodedAnswer> answers, int time)
    {
        var targets = new long[answers.Count * time];
        Array.Fill(targets, TokenBatch.Ignored);
        for (var row = 0; row < answers.Count; row++)
        {
            var answer = answers[row];
            for (var place = answer.End - answer.Given; place < answer.End; place++)
                targets[row * time + place - 1] = answer.Tokens[place];
        }

        return targets;
    }
}
