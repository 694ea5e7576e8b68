using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

public sealed class RotaryPositions
{
    [Fact]
    public void Turn_each_pair_by_its_angle()
    {
        const int headDim = 6, past = 5;
        using var rope = new RotaryEmbedding(headDim, context: 100, theta: 50);
        using var state = new DecodeState(1, 100);
        using var ones = torch.ones([1, 3, 1, headDim]);
        state.Advance(past);
        using var turned = rope.call(ones, new Pass(ScalarType.Float32, state));
        for (var t = 0; t < 3; t++)
        {
            for (var i = 0; i < headDim / 2; i++)
            {
                // (1 + i) · exp(i · angle)
                var angle = (past + t) * Math.Pow(50, -2.0 * i / headDim);
                ((double)turned[0, t, 0, i].item<float>()).ShouldBe(Math.Cos(angle) - Math.Sin(angle), 1e-6);
                ((double)turned[0, t, 0, i + headDim / 2].item<float>()).ShouldBe(Math.Sin(angle) + Math.Cos(angle), 1e-6);
            }
        }
    }

    [Fact]
    public void Leave_the_product_of_a_query_and_a_key_to_their_distance()
    {
        using var rope = new RotaryEmbedding(8, context: 64, theta: 10000);
        torch.manual_seed(1);
        using var q = torch.randn([1, 1, 1, 8]).expand(1, 64, 1, 8).contiguous();
        using var k = torch.randn([1, 1, 1, 8]).expand(1, 64, 1, 8).contiguous();
        var pass = new Pass(ScalarType.Float32);
        using var turnedQ = rope.call(q, pass);
        using var turnedK = rope.call(k, pass);
        foreach (var distance in new[] { 0, 1, 7, 30 })
        {
            var products = Enumerable.Range(0, 64 - distance)
                .Select(t => (double)(turnedQ[0, t + distance, 0] * turnedK[0, t, 0]).sum().item<float>()).ToList();
            foreach (var product in products) product.ShouldBe(products[0], tolerance: 1e-4);
        }
    }
}
