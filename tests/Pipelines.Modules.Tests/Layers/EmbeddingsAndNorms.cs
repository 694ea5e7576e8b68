using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Layers;

public sealed class EmbeddingsAndNorms
{
    [Theory]
    [InlineData(ScalarType.Float32, 5.6568541526794434)]
    [InlineData(ScalarType.BFloat16, 5.65625)]
    public void A_scaled_embedding_is_multiplied_by_the_root_of_its_width_in_the_compute_type(ScalarType type, double root)
    {
        torch.manual_seed(1);
        using var embedding = SmallModels.Roughened(new ScaledEmbedding(10, 32));
        using var ids = torch.tensor(new long[] { 3, 9, 3 }, [1, 3]);
        using var vectors = embedding.call(ids, new Pass(type));
        vectors.dtype.ShouldBe(type);
        using var rows = embedding.weight.index_select(0, ids.flatten()).unsqueeze(0).to_type(type);
        using var expected = (rows.to_type(ScalarType.Float64) * root).to_type(type);
        vectors.HasTheBytesOf(expected).ShouldBeTrue();
    }

    [Fact]
    public void A_norm_with_a_unit_offset_is_one_whose_weight_is_greater_by_one()
    {
        torch.manual_seed(2);
        using var offset = new RMSNorm(6, 1e-6, unitOffset: true);
        using var plain = new RMSNorm(6, 1e-6);
        offset.weight.data<float>().ToArray().ShouldAllBe(value => value == 0);
        using (torch.no_grad())
        {
            offset.weight.copy_(torch.randn([6]));
            plain.weight.copy_(offset.weight + 1);
        }
        using var x = torch.randn([2, 6]);
        using var branch = torch.randn([2, 6]);
        using var expected = plain.call(x);
        using var actual = offset.call(x);
        actual.HasTheBytesOf(expected).ShouldBeTrue();
        var (sum, normed) = offset.add(x, branch);
        var (expectedSum, expectedNormed) = plain.add(x, branch);
        sum.HasTheBytesOf(expectedSum).ShouldBeTrue();
        normed.HasTheBytesOf(expectedNormed).ShouldBeTrue();
    }

    [Fact]
    public void Sinusoidal_positions_are_those_of_the_paper()
    {
        const int dim = 6, past = 4;
        using var positions = new SinusoidalEmbedding(context: 20, dim);
        using var state = new DecodeState(1, 20);
        state.Advance(past);
        using var x = torch.ones([1, 3, dim]);
        using var placed = positions.call(x, new Pass(ScalarType.Float32, state));
        for (var t = 0; t < 3; t++)
        {
            for (var i = 0; i < dim / 2; i++)
            {
                var angle = (past + t) / Math.Pow(10000, 2.0 * i / dim);
                ((double)placed[0, t, 2 * i].item<float>()).ShouldBe(1 + Math.Sin(angle), 1e-6);
                ((double)placed[0, t, 2 * i + 1].item<float>()).ShouldBe(1 + Math.Cos(angle), 1e-6);
            }
        }
        positions.state_dict().ShouldBeEmpty();
    }
}
