using Pipelines.Modules;
using Pipelines.Spec;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>The feed-forwards that can be built at run time: a new one is one more line here and a method.</summary>
internal static class FeedForwardBuilders
{
    /// <summary>The module that <paramref name="feedForward"/> describes: a <see cref="TokenLayer"/>, or one that reads the pass.</summary>
    public static nn.Module Build(FeedForwardSpec feedForward, PartSite site) => feedForward switch
    {
        SwiGluSpec { Bias: false, SwigluLimit: null } swiglu when site.Names.Form == BlockForm.Phi3 =>
            new Phi3Mlp(site.Dim, swiglu.Hidden, site.Dropout, site.Device),
        not NoFeedForward and not OwnFeedForwardSpec when site.Names.Form == BlockForm.Phi3 =>
            throw new NotSupportedException("Phi-3's checkpoints hold a SwiGLU without biases"),
        SwiGluSpec swiglu => new SwiGlu(site.Dim, swiglu.Hidden, site.Dropout, site.Device, swiglu.Bias, swiglu.SwigluLimit ?? 0),
        GeGluSpec geglu => new GeGlu(site.Dim, geglu.Hidden, site.Dropout, site.Device, geglu.Bias),
        MlpSpec { Bias: true } mlp when site.Names.Form == BlockForm.Gpt2 =>
            new Gpt2Mlp(site.Dim, mlp.Hidden, site.Dropout, site.Device, Function(mlp.Activation)),
        MlpSpec when site.Names.Form == BlockForm.Gpt2 => throw new NotSupportedException("GPT-2's checkpoints hold an MLP with biases"),
        MlpSpec mlp => new Mlp(site.Dim, mlp.Hidden, site.Dropout, site.Device, mlp.Bias, Function(mlp.Activation)),
        MoeSpec moe => Experts(moe, site),
        OwnFeedForwardSpec own =>
            throw new NotSupportedException($"the block '{own.Word}' is a class of a project: only its build can reach it"),
        _ => throw new NotSupportedException($"the feed-forward {feedForward.Word} cannot be built"),
    };

    /// <summary>The function of an MLP.</summary>
    public static Func<Tensor, Tensor> Function(Activation activation) => activation switch
    {
        Activation.GeluTanh => Modules.Activations.gelu_tanh,
        Activation.Gelu => Modules.Activations.gelu,
        Activation.Relu => Modules.Activations.relu,
        Activation.Silu => Modules.Activations.silu,
        _ => throw new NotSupportedException($"the activation {activation} cannot be built"),
    };

    private static Moe Experts(MoeSpec moe, PartSite site)
    {
        var names = site.Names.Experts;
        return new(
            site.Dim, moe.Hidden, moe.Experts, moe.TopK, new MoeNames(names.Router, names.Gate, names.Up, names.Down),
            moe.Score == RouterScore.Sigmoid ? RouterScoring.Sigmoid : RouterScoring.Softmax, moe.NormalizeTopK, moe.RoutedScale,
            moe.Groups, moe.TopGroups, moe.SharedHidden, moe.BalanceRate, moe.BalanceLoss, moe.ZLoss, site.Dropout, site.Device,
            moe.Bias, moe.SwigluLimit ?? 0);
    }
}
