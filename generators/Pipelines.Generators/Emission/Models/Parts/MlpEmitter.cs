using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Two projections with a function between them, stored [in, out] in GPT-2's checkpoints.</summary>
internal static class MlpEmitter
{
    public static Part Part(MlpSpec mlp, PartSite site)
    {
        var gpt2 = site.Names.Form == BlockForm.Gpt2;
        if (gpt2 && !mlp.Bias) throw new NotSupportedException("GPT-2's checkpoints hold an MLP with biases");
        var hidden = site.Sizes.Whole("Hidden", "Mlp", mlp.Hidden, "block.FeedForward.Hidden", "inner width of the feed-forward");
        var bias = mlp.Bias && !gpt2 ? ", bias: true" : "";
        var function = mlp.Activation == Activation.GeluTanh ? "" : $", {Function(mlp.Activation)}";
        return new(
            gpt2 ? "Gpt2Mlp" : "Mlp",
            $"o.Dim, {hidden}, o.Dropout, device{bias}{function}",
            $"{site.Dim} → {mlp.Hidden} → {site.Dim}" + (mlp.Bias ? ", with biases" : ""),
            $"MLP {mlp.Hidden}")
        {
            Stem = "Mlp",
        };
    }

    /// <summary>The argument that says which function stands between the projections.</summary>
    public static string Function(Activation activation) => activation switch
    {
        Activation.GeluTanh => "activation: Activations.gelu_tanh",
        Activation.Gelu => "activation: Activations.gelu",
        Activation.Relu => "activation: Activations.relu",
        Activation.Silu => "activation: Activations.silu",
        _ => throw new NotSupportedException($"no emitter for the activation {activation}"),
    };
}
