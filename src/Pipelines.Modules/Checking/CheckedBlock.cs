using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// A block that is checked: what it is given, how it is run, and how what it gives is compared. It is put in evaluation mode, and every
/// parameter gets a little noise.
/// </summary>
internal sealed class CheckedBlock
{
    private const double Close = 1e-4;    // of the greatest value: what another order of sums may change

    private readonly Func<Tensor, Pass, Tensor> call;

    /// <param name="module">the block</param>
    /// <param name="call">runs it: [batch, time, dim] → [batch, time, dim]</param>
    public CheckedBlock(nn.Module module, Func<Tensor, Pass, Tensor> call)
    {
        (Module, this.call) = (module, call);
        module.eval();
        using var untracked = torch.no_grad();
        foreach (var parameter in module.parameters())
        {
            using var noise = Noise(parameter.shape, 0.2);
            parameter.add_(noise.to(parameter.device));
        }
    }

    public nn.Module Module { get; }

    /// <summary>What all that is drawn comes from; the same in every process.</summary>
    public Random Random { get; } = new(1);

    public Tensor Call(Tensor x, Pass pass) => call(x, pass);

    /// <summary>The result of a whole sequence.</summary>
    public Tensor Whole(Tensor x) => call(x, new Pass(ScalarType.Float32));

    /// <summary>The result of what follows a state, which goes on.</summary>
    public Tensor Read(Tensor x, DecodeState state)
    {
        var result = call(x, new Pass(ScalarType.Float32, state));
        state.Advance((int)x.shape[1]);
        return result;
    }

    /// <summary>Numbers from a normal distribution.</summary>
    public Tensor Noise(long[] shape, double deviation = 1)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            var length = Math.Sqrt(-2 * Math.Log(1 - Random.NextDouble()));
            values[i] = (float)(deviation * length * Math.Cos(2 * Math.PI * Random.NextDouble()));
        }
        return torch.tensor(values, shape);
    }

    /// <summary>Throws where two results differ by more than the order of sums may change.</summary>
    /// <param name="found">[batch, places, dim]</param>
    /// <param name="expected">the same shape</param>
    /// <param name="first">number of the first place</param>
    /// <param name="say">what is wrong where a place differs</param>
    /// <param name="hint">what may help</param>
    /// <exception cref="BlockCheckException">they differ</exception>
    public void Compare(Tensor found, Tensor expected, int first, Func<int, string> say, string hint = "")
    {
        var most = Math.Max((double)expected.abs().max().item<float>(), 1e-6);
        for (var place = 0; place < found.shape[1]; place++)
        {
            var difference = (double)(found.select(1, place) - expected.select(1, place)).abs().max().item<float>();
            if (!(difference <= Close * most))
                throw Failed(
                    $"{say(first + place)}, by {difference:G3} where values go up to {most:G3}{(hint.Length > 0 ? $"; {hint}" : "")}");
        }
    }

    /// <summary>What does not hold, said of the block by its class's name.</summary>
    public BlockCheckException Failed(string what) => new($"{Module.GetName()} {what}");
}
