using Pipelines.Families.Tests;
using static TorchSharp.torch;

namespace Pipelines.Cpu.Tests;

/// <summary>Tensors end with what holds them.</summary>
public sealed class LiveTensors
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("deepseek_v3")]
    [InlineData("jamba")]
    public void A_decoder_takes_all_its_tensors_with_it(string family)
    {
        var spec = FamilyPage.Read(family);
        using var model = TestModels.Build(spec);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        using (NewDisposeScope())    // whose end is not the decoder's
        {
            using var reader = new Reader(CpuDecoder.Of(spec, model));
            var held = Tensor.TotalCount;
            held.ShouldBeGreaterThan(before);
            var sequence = reader.Begin(TestModels.Tokens(20, seed: 1));
            reader.Step((sequence, 20));
            Tensor.TotalCount.ShouldBe(held);
        }
        Tensor.TotalCount.ShouldBe(before);
    }
}
