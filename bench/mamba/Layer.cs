using System.Diagnostics;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Mamba.Bench;

/// <summary>A layer with weights drawn as for training, in bfloat16 over float32, and how long it takes.</summary>
internal sealed class Layer : IDisposable
{
    private const int Dim = 256;

    private readonly SequenceLayer module;

    public Layer(SequenceLayer module)
    {
        this.module = module;
        using var still = no_grad();
        foreach (var parameter in module.parameters()) nn.init.normal_(parameter, 0, 0.02);
        if (module is Mamba2 mamba) mamba.Refresh(0.02, 0.02);
    }

    /// <summary>The medians of several figures, taken in turn after one round that is not counted.</summary>
    public static double[] Alternated(int rounds, params Func<double>[] figures)
    {
        foreach (var figure in figures) figure();
        var taken = Enumerable.Range(0, rounds).Select(_ => figures.Select(figure => figure()).ToArray()).ToArray();
        return [.. figures.Select((_, i) => taken.Select(round => round[i]).Order().ElementAt(rounds / 2))];
    }

    /// <summary>Seconds of a forward and a backward pass.</summary>
    public double Train(int batch, int time)
    {
        using var scope = NewDisposeScope();
        var x = randn(batch, time, Dim).to(ScalarType.BFloat16).detach().requires_grad_();
        var start = Stopwatch.GetTimestamp();
        module.call(x, new Pass(ScalarType.BFloat16)).to(ScalarType.Float32).sum().backward();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var parameter in module.parameters()) parameter.grad = null;
        return seconds;
    }

    /// <summary>The state after a text of so many tokens.</summary>
    public DecodeState Read(int tokens)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var state = new DecodeState(1, tokens);
        module.call(randn(1, tokens, Dim).to(ScalarType.BFloat16), new Pass(ScalarType.BFloat16, state));
        return state;
    }

    /// <summary>Seconds of each of so many more tokens.</summary>
    public double Decode(DecodeState state, int tokens)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var token = randn(1, 1, Dim).to(ScalarType.BFloat16);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < tokens; i++) module.call(token, new Pass(ScalarType.BFloat16, state)).Dispose();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / tokens;
    }

    /// <summary>Bytes that a Mamba-2 layer keeps of what it has read.</summary>
    public long StateBytes(DecodeState state)
    {
        var kept = state.Of<SsmState>(module, () => throw new InvalidOperationException("nothing was read"));
        return kept.Window.numel() * kept.Window.element_size() + kept.Hidden.numel() * kept.Hidden.element_size();
    }

    public void Dispose() => module.Dispose();
}
