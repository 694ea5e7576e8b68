using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests;

/// <summary>A model that has learned a small language, in which two tokens say which few may come next.</summary>
internal static class TrainedModel
{
    private const int Steps = 1000, Batch = 16, Time = 24;

    private static readonly Lazy<Dictionary<string, Tensor>> weights = new(Train);

    private static readonly int[,] successors = Successors();

    public static LanguageModel Create()
    {
        var (trained, model) = (weights.Value, SmallModel.Of(SmallModel.Trainable));
        using var untracked = torch.no_grad();
        foreach (var (name, tensor) in model.state_dict()) tensor.copy_(trained[name]);
        return model;
    }

    /// <summary>[batch, time] of the language.</summary>
    public static Tensor Text(int batch, int seed)
    {
        var random = new Random(seed);
        var ids = new long[batch * Time];
        for (var i = 0; i < ids.Length; i++)
        {
            if (i % Time < 2) ids[i] = Token(random);
            else
            {
                ids[i] = random.Next(16) == 0 ? Token(random) : successors[ids[i - 2] % 12, ids[i - 1]];
            }
        }
        return torch.tensor(ids, [batch, Time]);
    }

    /// <summary>exp of the mean loss over text that was not trained on.</summary>
    public static double Perplexity(LanguageModel model)
    {
        using var untracked = torch.no_grad();
        using var ids = Text(512, seed: 1_000_000);
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
        var threads = torch.get_num_threads();
        torch.set_num_threads(1);    // its matrices are too small to share
        using var model = SmallModel.Of(SmallModel.Trainable);
        model.train();
        using var optimizer = torch.optim.AdamW(model.parameters(), 4e-3);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            Loss(model, Text(Batch, step)).backward();
            foreach (var group in optimizer.ParamGroups) group.LearningRate = 4e-3 * (1 - ((double)step / Steps));
            optimizer.step();
        }
        torch.set_num_threads(threads);
        return model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
    }

    /// <summary>Some tokens are much more common than others, as words are.</summary>
    private static int Token(Random random) => (int)(61 * Math.Pow(random.NextDouble(), 2.5));

    private static int[,] Successors()
    {
        var random = new Random(3);
        var table = new int[12, 61];
        for (var i = 0; i < 12; i++)
            for (var j = 0; j < 61; j++) table[i, j] = Token(random);
        return table;
    }
}
