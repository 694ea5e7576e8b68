using System.Diagnostics;
using Pipelines.Data;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Packing.Bench;

/// <summary>Training steps of a model of its own on rows of examples.</summary>
internal sealed class Steps : IDisposable
{
    private readonly ExampleRows rows;
    private readonly LanguageModel model;
    private readonly TokenPrediction objective;
    private readonly TorchSharp.Modules.AdamW optimizer;
    private readonly List<double> speeds = [];
    private long step, learned, places;

    public Steps(string name, ModelSpec spec, ExampleRows rows)
    {
        manual_seed(0);
        (Name, this.rows) = (name, rows);
        model = ModelBuilder.Build(spec, spec.Vocab.Size);
        model.ComputeType = ScalarType.BFloat16;
        model.train();
        objective = new TokenPrediction(model);
        optimizer = optim.AdamW(model.parameters(), lr: 3e-4, beta1: 0.9, beta2: 0.95, weight_decay: 0.1);
    }

    public string Name { get; }

    /// <summary>Learned tokens a second, the median over all steps that count.</summary>
    public double Speed => speeds.Order().ElementAt(speeds.Count / 2);

    /// <summary>The share of places that a token to learn is predicted from.</summary>
    public double Share => (double)learned / places;

    /// <summary>Makes one step.</summary>
    public void Run(bool count)
    {
        var start = Stopwatch.GetTimestamp();
        var batch = rows.Get(step++, 0);
        using (var sum = objective.Loss(batch))
        using (var mean = sum / batch.TargetCount) mean.backward();
        nn.utils.clip_grad_norm_(model.parameters(), 1.0);
        optimizer.step();
        foreach (var parameter in model.parameters()) parameter.grad = null;
        if (count) speeds.Add(batch.TargetCount / Stopwatch.GetElapsedTime(start).TotalSeconds);
        (learned, places) = (learned + batch.TargetCount, places + batch.Inputs.Length);
    }

    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
    }
}
