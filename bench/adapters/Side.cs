using System.Diagnostics;
using Pipelines.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Adapters.Bench;

/// <summary>The model in training, whole or by an adapter, a round of steps at a time.</summary>
internal sealed class Side : IDisposable
{
    private const int Batch = 8, Time = 256;

    private readonly BenchModel model = new(new BenchModel.Options()) { ComputeType = ScalarType.BFloat16 };
    private readonly AdapterSet? adapter;
    private readonly Parameter[] trained;
    private readonly AdamW optimizer;
    private readonly Tensor inputs, targets;
    private readonly List<double> rounds = [];

    /// <param name="name">in the figures</param>
    /// <param name="options">of the adapter; null to train the model whole</param>
    public Side(string name, AdapterOptions? options)
    {
        Name = name;
        if (options is not null) adapter = AdapterSet.Attach(model, options);
        trained = [.. (adapter ?? (nn.Module)model).parameters()];
        optimizer = optim.AdamW(trained, lr: 3e-4, beta1: 0.9, beta2: 0.95, weight_decay: 0.1);
        using var ids = randint(0, 4096, [Batch, Time + 1], ScalarType.Int64);
        (inputs, targets) = (ids.narrow(1, 0, Time).contiguous(), ids.narrow(1, 1, Time).contiguous());
    }

    public string Name { get; }

    /// <summary>Seconds of a step, the median of all rounds.</summary>
    public double Seconds => rounds.Order().ElementAt(rounds.Count / 2);

    /// <summary>Bytes of gradients and of AdamW's two moments.</summary>
    public double UpdateBytes => 3.0 * 4 * trained.Sum(parameter => parameter.numel());

    /// <summary>Bytes that the weights beside adapters take, and would take in float16.</summary>
    public (long Bytes, long Half) Base
    {
        get
        {
            long bytes = 0, half = 0;
            foreach (var (_, projection) in AdapterTargets.Of(model, []))
            {
                half += 2 * projection.Inputs * projection.Outputs;
                bytes += projection.buffers().Sum(buffer => buffer.bytes.Length) +
                    projection.parameters().Where(parameter => parameter.dim() == 2).Sum(parameter => 4 * parameter.numel());
            }
            return (bytes, half);
        }
    }

    /// <summary>Makes a round of steps.</summary>
    public void Run(int steps, bool count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++) Step();
        if (count) rounds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds / steps);
    }

    public void Dispose()
    {
        optimizer.Dispose();
        adapter?.Dispose();
        model.Dispose();
        inputs.Dispose();
        targets.Dispose();
    }

    private void Step()
    {
        using var sum = model.loss(inputs, targets);
        using var mean = sum / (Batch * Time);
        mean.backward();
        nn.utils.clip_grad_norm_(trained, 1.0);
        optimizer.step();
        foreach (var parameter in trained) parameter.grad = null;
    }
}
