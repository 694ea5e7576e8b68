using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Pipelines.Torch.Tests;

/// <summary>Thirty learning rates beside those of PyTorch's schedulers.</summary>
public sealed class Schedulers
{
    private const int Epochs = 30;

    private static readonly Dictionary<string, Func<Optimizer, lr_scheduler.LRScheduler>> cases = new()
    {
        ["S.LambdaLR(o, lambda e: 0.9 ** e)"] = o => lr_scheduler.LambdaLR(o, e => Math.Pow(0.9, e)),
        ["S.StepLR(o, 4, 0.5)"] = o => lr_scheduler.StepLR(o, 4, 0.5),
        ["S.MultiStepLR(o, [3, 9, 10], 0.3)"] = o => lr_scheduler.MultiStepLR(o, [3, 9, 10], 0.3),
        ["S.ExponentialLR(o, 0.93)"] = o => lr_scheduler.ExponentialLR(o, 0.93),
        ["S.ConstantLR(o, 0.25, 7)"] = o => lr_scheduler.ConstantLR(o, 0.25, 7),
        ["S.LinearLR(o, 0.1, 0.8, 12)"] = o => lr_scheduler.LinearLR(o, 0.1, 0.8, 12),
        ["S.PolynomialLR(o, 11, 2.0)"] = o => lr_scheduler.PolynomialLR(o, 11, 2.0),
        ["S.CosineAnnealingLR(o, 20, 0.01)"] = o => lr_scheduler.CosineAnnealingLR(o, 20, 0.01),
        ["S.SequentialLR(o, [S.ConstantLR(o, 0.1, 6), S.ExponentialLR(o, 0.9)], [6])"] =
            o => lr_scheduler.SequentialLR(o, [lr_scheduler.ConstantLR(o, 0.1, 6), lr_scheduler.ExponentialLR(o, 0.9)], [6]),
    };

    public static TheoryData<string> Expressions => [.. cases.Keys];

    [Theory, MemberData(nameof(Expressions))]
    public void Rates_equal_PyTorch(string expression)
    {
        using var p = nn.Parameter(ones(1));
        using var optimizer = optim.SGD([p], 0.2, 0.9);
        var scheduler = cases[expression](optimizer);
        var rates = new double[Epochs];
        for (var i = 0; i < Epochs; i++)
        {
            rates[i] = optimizer.ParamGroups.Single().LearningRate;
            scheduler.get_last_lr().Single().ShouldBe(rates[i]);
            scheduler.step();
        }
        using var all = tensor(rates);
        all.ShouldBePython(
            $"""
            import warnings; warnings.simplefilter("ignore")
            S = torch.optim.lr_scheduler
            o = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.2, momentum=0.9)
            s = {expression}
            rates = []
            for i in range({Epochs}):
                rates.append(o.param_groups[0]['lr'])
                s.step()
            result = torch.tensor(rates, dtype=torch.float64)
            """,
            1e-10);
    }
}
