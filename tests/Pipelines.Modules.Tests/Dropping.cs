using Quickstart;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

public sealed class Dropping
{
    [Fact]
    public void Happens_only_while_training()
    {
        torch.manual_seed(1);
        using var model = new DocsLm(SmallModels.Llama with { Dropout = 0.3 });
        using var ids = SmallModels.Ids(2, 12);
        model.train();
        using var first = model.call(ids);
        using var second = model.call(ids);
        first.HasTheBytesOf(second).ShouldBeFalse();

        model.eval();
        using var third = model.call(ids);
        using var fourth = model.call(ids);
        third.HasTheBytesOf(fourth).ShouldBeTrue();
    }

    [Fact]
    public void Keeps_the_mean()
    {
        torch.manual_seed(1);
        using var drop = new Dropout(0.25);
        using var dropped = drop.call(torch.ones([1000, 100]));
        using var mean = dropped.mean();
        using var zeros = (dropped == 0).to_type(ScalarType.Float32).mean();
        ((double)mean.item<float>()).ShouldBe(1, tolerance: 0.01);
        ((double)zeros.item<float>()).ShouldBe(0.25, tolerance: 0.01);
    }
}
