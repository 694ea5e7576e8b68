using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Cpu.Tests;

/// <summary>Models with adapters beside their weights.</summary>
public sealed class Adapters
{
    [Theory]
    [InlineData(false, 1e-5)]
    [InlineData(true, 1e-5)]
    public void Count_where_they_are_active(bool quantized, double tolerance)
    {
        var spec = TestModels.Read("{ family: llama, vocab: 512, dim: 64, layers: 2, heads: 4, hidden: 96, context: 40 }");
        using var model = TestModels.Build(spec);
        using var set = AdapterSet.Attach(model, new AdapterOptions(
            Rank: 4, Alpha: 8, Dropout: 0, Targets: [], RankStabilized: false, Gaussian: true, Magnitudes: false, quantized));
        using (no_grad())
        {
            foreach (var parameter in set.parameters()) parameter.normal_(0, 0.2);
        }
        var tokens = TestModels.Tokens(40, seed: 9);
        var adapted = Logits();
        adapted.ShouldBeWithin(model.LogitsOf(tokens), tolerance, "active");
        set.Active = false;
        var plain = Logits();
        plain.ShouldBeWithin(model.LogitsOf(tokens), tolerance, "inactive");
        Math.Abs(plain[39][0] - adapted[39][0]).ShouldBeGreaterThan(1e-3f);

        List<float[]> Logits()
        {
            using var reader = new Reader(CpuDecoder.Of(spec, model));
            var sequence = reader.Begin(tokens);
            reader.Step((sequence, 40));
            return sequence.Logits;
        }
    }
}
