using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Adapters;

public sealed class AdapterLifetimes
{
    public AdapterLifetimes()
    {
        GC.Collect();    // what tests before this one left behind
        GC.WaitForPendingFinalizers();
    }

    [Theory]
    [InlineData("lora", 0.1)]
    [InlineData("dora", 0.0)]
    [InlineData("dora", 0.1)]
    [InlineData("qlora", 0.0)]
    public void Leave_no_tensors_behind(string kind, double dropout)
    {
        using var model = SmallModels.Create("gpt2");
        model.ComputeType = ScalarType.BFloat16;
        using var ids = SmallModels.Ids(batch: 2, time: 8);
        Tests.Lifetimes.Flat(() =>
        {
            using var adapter = AdapterSet.Attach(model, AttachedModels.Options(kind) with { Dropout = dropout });
            using (var loss = model.loss(ids, ids)) loss.backward();
            using (adapter.Disabled()) model.call(ids).Dispose();
            if (kind == "qlora") adapter.Merge();
        });
    }
}
