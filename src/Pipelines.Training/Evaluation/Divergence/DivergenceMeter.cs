using Pipelines.Data;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// Holds the distributions that a changed model predicts against those of the model that it was, place by place of held-out text: what
/// llama.cpp's <c>perplexity --kl-divergence</c> measures.
/// </summary>
/// <param name="reference">the model that it was</param>
/// <param name="mostLogits">numbers of logits of each model that are in memory at once</param>
public sealed class DivergenceMeter(LanguageModel reference, long mostLogits = 1 << 22)
{
    /// <summary>How far <paramref name="changed"/> is from the reference. Dropout of both is off meanwhile.</summary>
    /// <param name="changed">a model over the same vocabulary</param>
    /// <param name="text">the text, and what is asked about it</param>
    /// <param name="tokens">most places to take, in batches spread evenly over the text; one batch at least</param>
    /// <param name="progress">is told the share that is done</param>
    /// <param name="cancellation">ends the measurement early</param>
    /// <exception cref="ArgumentException">the vocabularies differ, or the text is empty</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public ModelDivergence Measure(
        LanguageModel changed, IHeldOutBatches text, long tokens = long.MaxValue, Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        if (changed.Shape.Vocab != reference.Shape.Vocab)
            throw new ArgumentException(
                $"the models predict {reference.Shape.Vocab} and {changed.Shape.Vocab} tokens", nameof(changed));
        if (text.Count == 0) throw new ArgumentException("there is no text to measure on", nameof(text));
        var places = new DivergencePlaces();
        var (first, second) = (reference.training, changed.training);
        reference.eval();
        changed.eval();
        try
        {
            using var untracked = no_grad();
            var count = Math.Clamp(tokens / Math.Max(1, text.Get(0).TargetCount), 1, text.Count);
            for (var i = 0L; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Measure(changed, text.Get(i * text.Count / count), places);
                progress?.Invoke((i + 1.0) / count);
            }
        }
        finally
        {
            reference.train(first);
            changed.train(second);
        }

        return places.Sum();
    }

    private void Measure(LanguageModel changed, TokenBatch batch, DivergencePlaces places)
    {
        long[] at = [.. Enumerable.Range(0, batch.Targets.Length).Where(i => batch.Targets[i] != TokenBatch.Ignored).Select(i => (long)i)];
        using var before = Hidden(reference, batch, at);    // [places, dim]
        using var after = Hidden(changed, batch, at);       // [places, dim]
        using var targets = tensor(Array.ConvertAll(at, i => batch.Targets[i]), [at.Length, 1], device: before.device);
        places.Bytes += batch.TargetBytes;
        var strip = Math.Max(1, mostLogits / reference.Shape.Vocab);
        for (var start = 0L; start < at.Length; start += strip)
        {
            var length = Math.Min(strip, at.Length - start);
            using var logs = LogProbabilities(reference, before, start, length);           // [strip, vocab]
            using var changedLogs = LogProbabilities(changed, after, start, length);       // [strip, vocab]
            using var wanted = targets.narrow(0, start, length);                           // [strip, 1]
            places.Add(logs, changedLogs, wanted);
        }
    }

    /// <summary>Hidden states at the places where something is asked.</summary>
    private static Tensor Hidden(LanguageModel model, TokenBatch batch, long[] at)
    {
        var device = model.Device;
        using var ids = tensor(batch.Inputs, [batch.Rows, batch.Time], device: device);        // [rows, time]
        using var segments = batch.Segments is { } given ? tensor(given, [batch.Rows, batch.Time], device: device) : null;
        using var h = model.hidden(ids, segments);                                             // [rows, time, dim]
        using var rows = h.reshape(-1, model.Shape.Dim);
        using var index = tensor(at, device: device);
        return rows.index_select(0, index);
    }

    private static Tensor LogProbabilities(LanguageModel model, Tensor hidden, long start, long length)
    {
        using var part = hidden.narrow(0, start, length);
        using var logits = model.logits(part);
        return logits.log_softmax(-1);
    }
}
