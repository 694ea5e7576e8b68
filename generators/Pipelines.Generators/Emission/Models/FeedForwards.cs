using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>The feed-forwards that can be emitted: a new one is one more line here.</summary>
internal static class FeedForwards
{
    /// <summary>How <paramref name="feedForward"/> appears in a block of width <paramref name="dim"/>.</summary>
    public static Part Of(FeedForwardSpec feedForward, int dim) => feedForward switch
    {
        SwiGluSpec swiglu => Plain("SwiGlu", "SwiGLU", swiglu.Bias ? ", bias: true" : "", swiglu, dim, swiglu.Bias),
        MlpSpec { Bias: true } mlp => Plain("Gpt2Mlp", "MLP", "", mlp, dim, biased: true),
        _ => throw new NotSupportedException($"no emitter for the feed-forward {feedForward}"),
    };

    private static Part Plain(string type, string title, string bias, FeedForwardSpec spec, int dim, bool biased) => new(
        type,
        $"o.Dim, o.Hidden, o.Dropout, device{bias}",
        $"{dim} → {spec.Hidden} → {dim}" + (biased ? ", with biases" : ""),
        $"{title} {spec.Hidden}",
        [Option.Size("Hidden", spec.Hidden, "block.FeedForward.Hidden", "inner width of the feed-forward")]);
}
