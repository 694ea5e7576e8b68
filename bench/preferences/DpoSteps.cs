using System.Diagnostics;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Preferences.Bench;

/// <summary>A model, and DPO steps of it on pairs that stay the same: half of each conversation is the prompt.</summary>
internal sealed class DpoSteps : IDisposable
{
    private const int Pairs = 8, Time = 192;

    private readonly LanguageModel model;
    private readonly AdapterSet? adapter;
    private readonly PreferenceObjective objective;
    private readonly AdamW optimizer;
    private readonly Parameter[] trained;
    private readonly EncodedPair[] pairs;
    private readonly Tensor ids, targets;

    public DpoSteps(ModelSpec spec, bool withAdapter)
    {
        manual_seed(0);
        model = ModelBuilder.Build(spec, spec.Vocab.Size);
        model.ComputeType = ScalarType.BFloat16;
        if (withAdapter) adapter = AdapterSet.Attach(model, new AdapterOptions(8, 16, 0, [], false, false, false, false));
        objective = new PreferenceObjective(model, new DpoLoss(0.1), adapter);
        trained = [.. objective.Trained.parameters()];
        optimizer = optim.AdamW(trained, lr: 1e-6);

        var random = new Random(1);
        pairs = [.. Enumerable.Range(0, Pairs).Select(n => new EncodedPair($"pair {n}", Answer(), Answer()))];
        var rows = new PairBatch(pairs).Answers.Select(answer => answer.Tokens).ToArray();
        ids = tensor(rows.SelectMany(row => row[..^1]).Select(token => (long)token).ToArray(), [2 * Pairs, Time]);
        targets = tensor(rows.SelectMany(row => row[1..]).Select(token => (long)token).ToArray(), [2 * Pairs, Time]);
        targets.narrow(1, 0, Time / 2 - 1).fill_(-100);

        EncodedAnswer Answer() =>
            new([.. Enumerable.Range(0, Time + 1).Select(_ => random.Next(spec.Vocab.Size))], Time / 2, Time + 1) { Reference = -400 };
    }

    /// <summary>Makes a step.</summary>
    /// <param name="computeReference">whether what the reference gives to the answers is computed first, as it is without a cache</param>
    /// <returns>its time in seconds</returns>
    public double Run(bool computeReference)
    {
        var start = Stopwatch.GetTimestamp();
        var batch = new PairBatch(computeReference ? Referenced() : pairs);
        using (var sum = objective.Loss(batch))
        using (var mean = sum / Pairs) mean.backward();
        nn.utils.clip_grad_norm_(trained, 1.0);
        optimizer.step();
        foreach (var parameter in trained) parameter.grad = null;
        objective.Stepped();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        optimizer.Dispose();
        adapter?.Dispose();
        model.Dispose();
        ids.Dispose();
        targets.Dispose();
    }

    /// <summary>The model itself stands for the reference: beside all weights that would be a second one of the same size.</summary>
    private EncodedPair[] Referenced()
    {
        using var untracked = no_grad();
        using var aside = adapter?.Disabled();
        model.eval();
        var (logs, entropy) = model.log_probs(ids, targets);
        using var sums = logs.sum(1);
        logs.Dispose();
        entropy.Dispose();
        model.train();
        var found = sums.data<float>().ToArray();
        return
        [
            .. pairs.Select((pair, n) => pair with
            {
                Chosen = pair.Chosen with { Reference = found[n] },
                Rejected = pair.Rejected with { Reference = found[Pairs + n] },
            }),
        ];
    }
}
