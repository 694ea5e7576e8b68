using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests;

/// <summary>A model that has learned a small language, in which two tokens say which few may come next.</summary>
internal static class TrainedModel
{
    private const int Steps = 160, Batch = 24, Time = 24;

    private static readonly Lazy<Dictionary<string, Tensor>> weights = new(Train);

    private static readonly int[,][] successors = Successors();

    public static LanguageModel Create()
    {
        var model = SmallModel.Of(SmallModel.Trainable);
        using var untracked = torch.no_grad();
        foreach (var (name, tensor) in model.state_dict()) tensor.copy_(weights.Value[name]);
        return model;
    }

    /// <summary>[batch, time] of the language.</summary>
    public static Tensor Text(int batch, int seed)
    {
        var random = new Random(seed);
        var ids = new long[batch * Time];
        for (var i = 0; i < ids.Length; i++)
        {
            if (i % Time < 2) ids[i] = random.Next(61);
            else
            {
                var choices = successors[ids[i - 2] % 6, ids[i - 1] % 8];
                ids[i] = choices[Math.Min(random.Next(choices.Length), random.Next(choices.Length))];
            }
        }
        return torch.tensor(ids, [batch, Time]);
    }

    /// <summary>exp of the mean loss over text that was not trained on.</summary>
    public static double Perplexity(LanguageModel model)
    {
        using var untracked = torch.no_grad();
        using var ids = Text(64, seed: 1_000_000);
        using var loss = Loss(model, ids);
        return Math.Exp(loss.item<float>());
    }

    private static Tensor Loss(LanguageModel model, Tensor ids)
    {
        using var read = ids.narrow(1, 0, Time - 1).contiguous();
        using var targets = ids.narrow(1, 1, Time - 1).contiguous();
        var sum = model.loss(read, targets);
        return (sum / (double)read.numel()).Freeing(sum);
    }

    private static Dictionary<string, Tensor> Train()
    {
        using var model = SmallModel.Of(SmallModel.Trainable);
        model.train();
        using var optimizer = torch.optim.AdamW(model.parameters(), 4e-3);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            Loss(model, Text(Batch, step)).backward();
            optimizer.step();
        }
        return model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
    }

    private static int[,][] Successors()
    {
        var random = new Random(3);
        var table = new int[6, 8][];
        for (var i = 0; i < 6; i++)
            for (var j = 0; j < 8; j++)
                table[i, j] = [.. Enumerable.Range(0, 6).Select(_ => random.Next(61))];
        return table;
    }
}
