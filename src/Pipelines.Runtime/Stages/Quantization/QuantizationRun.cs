using Pipelines.Formats.Safetensors;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Quantization;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Spec;
using Pipelines.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>
/// A checkpoint's model on its way to each type: written, read from what was written, and held against the model that it was. All of it is
/// computed in float32, so that nothing but the types is measured.
/// </summary>
/// <typeparam name="TModel">the model's class</typeparam>
/// <param name="context">of the stage</param>
/// <param name="spec">the stage's settings</param>
/// <param name="made">what comes of it</param>
/// <param name="checkpoint">the model that it was</param>
/// <param name="tokenizer">the stage that made its tokens</param>
internal sealed class QuantizationRun<TModel>(
    StageContext context, QuantizeSpec spec, QuantizedModel<TModel> made, Checkpoint<TModel> checkpoint, Stage tokenizer) : IDisposable
    where TModel : LanguageModel
{
    private readonly TModel model = Single(checkpoint.LoadModel());
    private CalibrationSummary? read;

    private ModelSpec Described => made.Model with { Vocab = new VocabSpec(model.Shape.Vocab, Stage: null) };

    private long Weights => CostModel.Of(Described, model.Shape.Vocab).Parameters;

    /// <summary>Makes every type, and says what each costs.</summary>
    /// <param name="data">the source on which they are measured</param>
    public QuantizationTable Make(string data)
    {
        using var text = MeasuredText.Open(context, data, model, checkpoint, tokenizer);
        using var importance = spec.Calibration is not null && spec.Types.Any(type => type.TakesImportance())
            ? Calibration.Collect(model, Text(), CalibrationNeeds.Importance)
            : null;
        var rows = new List<QuantizationRow>();
        foreach (var (type, index) in spec.Types.Select((type, index) => (type, index)))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress.Report((double)index / spec.Types.Count, type.Word());
            rows.AddRange(type switch
            {
                QuantizationType.Gptq => OfGptq(text.Batches),
                QuantizationType.Int8 => [OfInt8(text.Batches)],
                _ => [OfGguf(type, importance, text.Batches)],
            });
        }
        var before = rows.Select(row => row.Found?.Reference).FirstOrDefault(found => found is not null)
            ?? new Evaluator(model).Evaluate(text.Batches, cancellation: context.Cancellation);
        return new QuantizationTable(spec.From, data, model is Encoder, read, Weights, before, rows);
    }

    public void Dispose() => model.Dispose();

    private QuantizationRow OfGguf(QuantizationType type, Calibration? importance, IHeldOutBatches text)
    {
        var words = new ModelText(checkpoint.LoadTokenizer(), checkpoint.TextFiles.Tokens, checkpoint.LoadChat());
        var written = GgufModel.Write(
            made.PathOf(type), model, Described, words, type,
            importance is not null && type.TakesImportance() ? importance.Importance : null);
        foreach (var note in written.Notes) context.Progress.Note($"{type.Word()}: {note}");
        if (model is Encoder)
        {
            string[] notes = [.. written.Notes, "not measured: the file holds no head that fills in hidden tokens"];
            return Row(type.Word(), written.Bytes, null, notes);
        }
        return Measured(type.Word(), made.LoadModel(type), text, written.Bytes, written.Notes);
    }

    private QuantizationRow OfInt8(IHeldOutBatches text)
    {
        using (var rounded = Single(checkpoint.LoadModel()))
            QuantizedFolder.Write(
                made.PathOf(QuantizationType.Int8), rounded, Described, checkpoint.TextFiles, Int8.Quantize(rounded));
        return OfFolder(QuantizationType.Int8, text);
    }

    /// <summary>GPTQ, and rounding to the nearest level of the same grid, which says what its effort brings.</summary>
    private IEnumerable<QuantizationRow> OfGptq(IHeldOutBatches text)
    {
        var done = 0;
        using (var rounded = Single(checkpoint.LoadModel()))
        {
            var weights = Gptq.Quantize(rounded, Text(), spec.Gptq, (path, count) =>
            {
                context.Cancellation.ThrowIfCancellationRequested();
                context.Progress.Report((double)++done / count, "gptq", path);
            });
            QuantizedFolder.Write(made.PathOf(QuantizationType.Gptq), rounded, Described, checkpoint.TextFiles, weights);
        }
        var row = OfFolder(QuantizationType.Gptq, text);
        yield return row;
        var nearest = checkpoint.LoadModel();
        Gptq.RoundToNearest(nearest, spec.Gptq.Group);
        yield return Measured("round to nearest", nearest, text, row.Bytes, []) with { IsComparison = true };
    }

    private QuantizationRow OfFolder(QuantizationType type, IHeldOutBatches text)
    {
        using var weights = SafetensorsCheckpoint.Open(made.PathOf(type));
        return Measured(type.Word(), made.LoadModel(type), text, weights.Tensors.Sum(tensor => tensor.ByteCount), []);
    }

    private QuantizationRow Measured(string name, TModel changed, IHeldOutBatches text, long bytes, IReadOnlyList<string> notes)
    {
        using var disposed = Single(changed);
        return Row(name, bytes, new DivergenceMeter(model).Measure(changed, text, spec.Tokens, cancellation: context.Cancellation), notes);
    }

    private QuantizationRow Row(string name, long bytes, ModelDivergence? found, IReadOnlyList<string> notes) =>
        new(name, bytes, 8.0 * bytes / Weights, found, notes);

    /// <summary>The text of the calibration, of which it is noted how much there was.</summary>
    private IEnumerable<Tensor> Text()
    {
        var tokens = 0L;
        foreach (var batch in CalibrationText.Of(context, spec.Calibration!, checkpoint, tokenizer, model.Shape.Context))
        {
            tokens += batch.numel();
            yield return batch;
        }
        read = new(spec.Calibration!.Data, tokens);
    }

    private static TModel Single(TModel loaded)
    {
        loaded.ComputeType = ScalarType.Float32;
        return loaded;
    }
}
