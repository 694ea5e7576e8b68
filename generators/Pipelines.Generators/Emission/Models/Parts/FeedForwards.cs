using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>The feed-forwards that can be emitted: a new one is one more line here and an emitter of its own.</summary>
internal static class FeedForwards
{
    /// <summary>How <paramref name="feedForward"/> appears in its block; null where there is none.</summary>
    public static Part? Of(FeedForwardSpec feedForward, PartSite site) => feedForward switch
    {
        NoFeedForward => null,
        SwiGluSpec swiglu when site.Names.Form == BlockForm.Phi3 => Phi3Emitter.Mlp(swiglu, site),
        SwiGluSpec swiglu => GatedEmitter.Part("SwiGlu", "SwiGLU", swiglu, swiglu.Bias, site, swiglu.SwigluLimit),
        GeGluSpec geglu => GatedEmitter.Part("GeGlu", "GeGLU", geglu, geglu.Bias, site),
        MlpSpec mlp => MlpEmitter.Part(mlp, site),
        MoeSpec moe => MoeEmitter.Part(moe, site),
        OwnFeedForwardSpec own => OwnPartEmitter.FeedForward(own, site),
        _ => throw new NotSupportedException($"no emitter for the feed-forward {feedForward.Word}"),
    };
}
