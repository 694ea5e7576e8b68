using Pipelines.Data;
using Pipelines.Spec;
using Quickstart;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

/// <summary>A folder with small texts, small models and their runs.</summary>
public sealed class Workshop : IDisposable
{
    public const int Vocab = 40;

    public const int Context = 16;

    private readonly List<IDisposable> opened = [];

    /// <summary>Tensors this small gain nothing from a second thread.</summary>
    public Workshop(int threads = 1) => set_num_threads(threads);

    public string Folder { get; } = Directory.CreateTempSubdirectory("training-").FullName;

    public static readonly PretrainSpec Spec = new(
        Name: "pretrain",
        Model: "docs-lm",
        Tokenizer: "tokenizer",
        Data: "docs",
        Tokens: 20 * 4 * Context,
        new TrainingSpec(
            Batch: 4,
            Accumulate: 1,
            Precision: Precision.Float32,
            Optimizer: new AdamWSpec(LearningRate: 3e-3, WeightDecay: 0.1, Beta1: 0.9, Beta2: 0.95, Eps: 1e-8),
            Schedule: new CosineSpec(new StepSpan(2, false), MinRatio: 0.1),
            ClipNorm: 1,
            Evaluate: new EvaluationSpec(Every: 0, Batches: 0),
            Checkpoint: new CheckpointSpec(Every: 0, Keep: 2)));

    /// <summary>A model of two blocks with weights that the seed decides.</summary>
    public DocsLm Model(long seed = 1, double dropout = 0)
    {
        manual_seed(seed).Dispose();
        var model = new DocsLm(new DocsLm.Options(
            Vocab, Context, Dim: 32, Layers: 2, Heads: 2, KvHeads: 1, HeadDim: 16, Hidden: 64, Dropout: dropout, InitStd: 0.08));
        opened.Add(model);
        return model;
    }

    /// <summary>A text of random tokens, in documents of a hundred; a token stands for one byte, and token 0 ends documents.</summary>
    public TokenFile Noise(int tokens, int seed = 1)
    {
        var random = new Random(seed);
        return Text($"noise-{tokens}-{seed}", Enumerable.Range(0, tokens / 100 + 1)
            .Select(_ => Enumerable.Range(0, Math.Min(tokens, 100) - 1).Select(_ => random.Next(1, Vocab)).ToArray()));
    }

    /// <summary>A text of documents that are given.</summary>
    public TokenFile Text(string name, IEnumerable<int[]> documents)
    {
        var path = Path.Combine(Folder, name);
        int[] bytes = [0, .. Enumerable.Repeat(1, Vocab - 1)];
        using (var writer = new TokenFileWriter(path, bytes, endOfText: 0))
        {
            foreach (var document in documents) writer.Add(document);
            writer.Complete();
        }

        var file = TokenFile.Open(path);
        opened.Add(file);
        return file;
    }

    public CheckpointStore Checkpoints(string name) => new(Path.Combine(Folder, name));

    public void Dispose()
    {
        foreach (var one in opened) one.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Remembers what it was told, and may act on it.</summary>
public sealed class Listener : ITrainingObserver
{
    public TrainingStart? Start { get; private set; }

    public List<StepMetrics> Steps { get; } = [];

    public List<(long Step, Evaluation Evaluation, bool Best)> Evaluations { get; } = [];

    public List<long> Saves { get; } = [];

    public List<CorruptCheckpointException> Corrupt { get; } = [];

    public Action<StepMetrics>? OnStep { get; init; }

    public void Started(TrainingStart start) => Start = start;

    public void Stepped(StepMetrics metrics)
    {
        Steps.Add(metrics);
        OnStep?.Invoke(metrics);
    }

    public void Evaluated(long step, Evaluation evaluation, bool best) => Evaluations.Add((step, evaluation, best));

    public void Saved(Checkpoint checkpoint) => Saves.Add(checkpoint.State.Step);

    public void PassedOver(CorruptCheckpointException corrupt) => Corrupt.Add(corrupt);
}
