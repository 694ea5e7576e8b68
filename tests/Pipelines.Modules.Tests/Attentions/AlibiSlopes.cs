using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Attentions;

/// <summary>The slopes that Press et al. (2022) print for 8 heads, and those of their code for 12 and for 3.</summary>
public sealed class AlibiSlopes
{
    [Theory]
    [InlineData(8, new[] { -1.0, -2, -3, -4, -5, -6, -7, -8 })]
    [InlineData(12, new[] { -1.0, -2, -3, -4, -5, -6, -7, -8, -0.5, -1.5, -2.5, -3.5 })]
    [InlineData(3, new[] { -4.0, -8, -2 })]
    [InlineData(1, new[] { -8.0 })]
    public void Are_these_powers_of_two(int heads, double[] exponents)
    {
        using var attention = new Attention(4 * heads, heads, heads, 4, alibi: true);
        using var slopes = attention.named_buffers().Single(entry => entry.name == "slopes").buffer.clone();
        slopes.data<float>().ToArray().Select(slope => Math.Log2(slope)).ShouldBe(exponents, tolerance: 1e-6);
        attention.state_dict().Keys.ShouldNotContain("slopes");
    }
}
