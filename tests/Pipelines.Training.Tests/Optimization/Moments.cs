using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class Moments : IDisposable
{
    private static readonly OptimizerSpec AdamW = new AdamWSpec(1e-3, 0.1, 0.9, 0.95, 1e-8);

    private static readonly OptimizerSpec Narrow = new AdamW8BitSpec(1e-3, 0.1, 0.9, 0.95, 1e-8);

    private static readonly OptimizerSpec Sgd = new SgdSpec(1e-3, 0.1, Momentum: 0.9);

    private readonly Workshop workshop = new();

    public void Dispose() => workshop.Dispose();

    [Fact]
    public void Those_of_adamw_are_named_for_their_parameters()
    {
        var path = Saved(AdamW);
        using var file = Formats.Safetensors.SafetensorsFile.Open(path);

        var names = workshop.Model().state_dict().Keys.ToArray();
        file.Tensors.Select(entry => entry.Name).Order()
            .ShouldBe(names.Select(name => "exp_avg." + name).Concat(names.Select(name => "exp_avg_sq." + name)).Order());
        file.Metadata["step"].ShouldBe("3");
    }

    [Theory]
    [InlineData("adamw")]
    [InlineData("adamw_8bit")]
    [InlineData("sgd")]
    public void What_is_loaded_is_saved_again_byte_for_byte(string word)
    {
        var spec = word switch { "adamw" => AdamW, "adamw_8bit" => Narrow, _ => Sgd };
        var path = Saved(spec);
        var parameters = Optimizers.Grouped(workshop.Model());
        using var optimizer = Optimizers.Create(spec, parameters);
        var moments = new OptimizerMoments(optimizer, parameters);
        moments.Load(path);
        moments.Save(path + ".again");

        File.ReadAllBytes(path + ".again").SequenceEqual(File.ReadAllBytes(path)).ShouldBeTrue();
    }

    [Fact]
    public void Those_of_another_optimizer_are_refused()
    {
        var path = Saved(Sgd);
        var parameters = Optimizers.Grouped(workshop.Model());
        using var optimizer = Optimizers.Create(AdamW, parameters);

        Should.Throw<InvalidDataException>(() => new OptimizerMoments(optimizer, parameters).Load(path))
            .Message.ShouldContain("has no 'exp_avg.");
    }

    /// <summary>The moments after three steps.</summary>
    private string Saved(OptimizerSpec spec)
    {
        var parameters = Optimizers.Grouped(workshop.Model());
        using var optimizer = Optimizers.Create(spec, parameters);
        for (var step = 0; step < 3; step++)
        {
            optimizer.zero_grad();
            foreach (var (_, parameter, _) in parameters)
            {
                using var square = parameter.square();
                using var sum = square.sum();
                sum.backward();
            }

            optimizer.step();
        }

        var path = Path.Combine(workshop.Folder, "optimizer.safetensors");
        new OptimizerMoments(optimizer, parameters).Save(path);
        return path;
    }
}
