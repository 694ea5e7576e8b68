using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using static TorchSharp.torch;
using Checkpoint = Pipelines.Runtime.Artifacts.Checkpoint;

namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>
/// What of a data source a model reads so that its activations can be watched: of documents windows of its context, spread evenly over
/// the training part; of examples each by itself, from the first on. Nothing is filled up, since padding would be watched, too.
/// </summary>
internal static class CalibrationText
{
    private const int Batch = 8;

    /// <summary>Token ids, [batch, time], one batch at a time; each ends when the next is asked for.</summary>
    /// <param name="context">of the stage</param>
    /// <param name="spec">which text, and how much of it</param>
    /// <param name="checkpoint">whose tokens it is in</param>
    /// <param name="tokenizer">the stage that made them</param>
    /// <param name="length">most tokens in a row: the model's context</param>
    /// <exception cref="PipelineException">the source has nothing to read</exception>
    public static IEnumerable<Tensor> Of(StageContext context, CalibrationSpec spec, Checkpoint checkpoint, Stage tokenizer, int length)
    {
        var rows = ExamplesOrDocuments.AreExamples(context.Spec.Data.First(data => data.Name == spec.Data), checkpoint)
            ? Examples(context, spec, checkpoint, length).Select(row => (Rows: 1, Ids: row))
            : Windows(context, spec, tokenizer, length);
        foreach (var (count, ids) in rows)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var batch = tensor(ids, [count, ids.Length / count]);
            yield return batch;
        }
    }

    private static IEnumerable<(int Rows, long[] Ids)> Windows(StageContext context, CalibrationSpec spec, Stage tokenizer, int length)
    {
        using var tokens = context.Tokens(spec.Data, tokenizer);
        var file = tokens.Train;
        if (file.Count < 2) throw new PipelineException($"data '{spec.Data}' has no text to calibrate with");
        var time = (int)Math.Min(length, file.Count);
        var windows = Math.Clamp(spec.Tokens / time, 1, file.Count / time);
        for (var first = 0L; first < windows; first += Batch)
        {
            var rows = (int)Math.Min(Batch, windows - first);
            var ids = new long[rows * time];
            for (var row = 0; row < rows; row++)
            {
                var start = windows == 1 ? 0 : (first + row) * (file.Count - time) / (windows - 1);
                file.Read(start, ids.AsSpan(row * time, time));
            }
            yield return (rows, ids);
        }
    }

    private static IEnumerable<long[]> Examples(StageContext context, CalibrationSpec spec, Checkpoint checkpoint, int length)
    {
        var source = context.Examples(spec.Data);
        var encoder = new ExampleEncoder(checkpoint.LoadTokenizer(), checkpoint.LoadChat(), LossMask.All, length);
        var read = 0L;
        foreach (var example in source.Examples().Where(example => !source.IsValidation(example)))
        {
            if (encoder.Encode(example).Example is not { } encoded) continue;
            yield return Array.ConvertAll(encoded.Tokens, token => (long)token);
            read += encoded.Tokens.Length;
            if (read >= spec.Tokens) yield break;
        }
        if (read == 0) throw new PipelineException($"data '{spec.Data}' has no example to calibrate with");
    }
}
