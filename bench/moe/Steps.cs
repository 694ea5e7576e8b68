using System.Diagnostics;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Moe.Bench;

/// <summary>A model, and training steps of it on tokens that stay the same.</summary>
internal sealed class Steps : IDisposable
{
    private const int Batch = 8, Time = 256;

    private readonly LanguageModel model;
    private readonly TorchSharp.Modules.AdamW optimizer;
    private readonly Tensor inputs, targets;
    private readonly List<double> seconds = [];

    public Steps(ModelSpec spec)
    {
        manual_seed(0);
        Name = spec.Name;
        model = ModelBuilder.Build(spec, spec.Vocab.Size);
        model.ComputeType = ScalarType.BFloat16;
        optimizer = optim.AdamW(model.parameters(), lr: 3e-4, beta1: 0.9, beta2: 0.95, weight_decay: 0.1);
        // Text is not uniform: the chance of token n is that of Zipf's law, so that experts are chosen unevenly as they are in training.
        using var shares = 1 / arange(1, spec.Vocab.Size + 1, ScalarType.Float32);
        using var ids = multinomial(shares, Batch * (Time + 1), replacement: true).reshape(Batch, Time + 1);
        (inputs, targets) = (ids.narrow(1, 0, Time).contiguous(), ids.narrow(1, 1, Time).contiguous());
    }

    public string Name { get; }

    public static int Tokens => Batch * Time;

    public long Parameters => model.parameters().Sum(parameter => parameter.numel());

    /// <summary>The median over all steps that count.</summary>
    public double Seconds => seconds.Order().ElementAt(seconds.Count / 2);

    /// <summary>How much of the mean load the busiest expert of a layer had in the last step; 1 where there are no experts.</summary>
    public double Busiest => model.Routing is not { } routing
        ? 1
        : routing.Loads.Max(load => load.Tokens.max().item<float>() / load.Tokens.mean().item<float>());

    /// <summary>Makes one step.</summary>
    public void Run(bool count)
    {
        var start = Stopwatch.GetTimestamp();
        using (var sum = model.loss(inputs, targets))
        using (var mean = sum / Tokens) mean.backward();
        nn.utils.clip_grad_norm_(model.parameters(), 1.0);
        optimizer.step();
        foreach (var parameter in model.parameters()) parameter.grad = null;
        if (count) seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
        inputs.Dispose();
        targets.Dispose();
    }
}
