using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

public sealed class Training
{
    [Fact]
    public void A_small_network_learns_a_line()
    {
        manual_seed(0);
        using var model = nn.Sequential(nn.Linear(1, 16), nn.ReLU(), nn.Linear(16, 1));
        using var optimizer = optim.AdamW(model.parameters(), lr: 0.01);
        double loss = double.NaN;
        for (var step = 0; step < 300; step++)
        {
            using var scope = NewDisposeScope();
            var x = rand(64, 1);
            var difference = nn.functional.mse_loss(model.call(x), x * 3 - 1);
            optimizer.zero_grad();
            difference.backward();
            optimizer.step();
            loss = difference.item<float>();
        }
        loss.ShouldBeLessThan(1e-2);
    }
}
