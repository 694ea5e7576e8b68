using Pipelines.Spec;

namespace Pipelines.Cpu;

/// <summary>The feed-forwards that run here: a new one is one more line here and a method.</summary>
internal static class FeedForwardBuilders
{
    /// <param name="feedForward">what it is</param>
    /// <param name="name">such as <c>model.layers.0.mlp</c></param>
    /// <param name="site">where it is built</param>
    public static IFeedForward? Build(FeedForwardSpec feedForward, string name, PartSite site) => feedForward switch
    {
        NoFeedForward => null,
        SwiGluSpec when site.Names.Form == BlockForm.Phi3 => new JointFeedForward(
            Gating.SwiGlu(limit: null), site.Parameters.Matrix($"{name}.gate_up_proj"), site.Parameters.Matrix($"{name}.down_proj")),
        SwiGluSpec swiglu => Gated(Gating.SwiGlu(swiglu.SwigluLimit), name, site),
        GeGluSpec => Gated(new Gating.Of<LaneFunctions.GeGlu>(), name, site),
        MlpSpec { Activation: Activation.Gelu } => Mlp<LaneFunctions.Gelu>(name, site),
        MlpSpec { Activation: Activation.Relu } => Mlp<LaneFunctions.Relu>(name, site),
        MlpSpec { Activation: Activation.Silu } => Mlp<LaneFunctions.Silu>(name, site),
        MlpSpec => Mlp<LaneFunctions.GeluTanh>(name, site),
        MoeSpec moe => Experts(moe, name, site),
        _ => throw new NotSupportedException(WhyNot(feedForward)),
    };

    /// <summary>Why a feed-forward does not run here; null where it does.</summary>
    public static string? WhyNot(FeedForwardSpec feedForward) => feedForward switch
    {
        NoFeedForward or SwiGluSpec or GeGluSpec or MlpSpec or MoeSpec => null,
        OwnFeedForwardSpec own => $"the block '{own.Word}' is a class of a project",
        _ => $"the feed-forward {feedForward.Word}",
    };

    private static GatedFeedForward Gated(Gating gating, string name, PartSite site)
    {
        var parameters = site.Parameters;
        return new(
            gating, parameters.Matrix($"{name}.gate_proj"), parameters.Matrix($"{name}.up_proj"), parameters.Matrix($"{name}.down_proj"));
    }

    private static Mlp<T> Mlp<T>(string name, PartSite site)
        where T : struct, ILaneFunction
    {
        var (up, down) = site.Names.Form == BlockForm.Gpt2 ? ("c_fc", "c_proj") : ("up_proj", "down_proj");
        return new(site.Parameters.Matrix($"{name}.{up}"), site.Parameters.Matrix($"{name}.{down}"));
    }

    private static Experts Experts(MoeSpec moe, string name, PartSite site)
    {
        var (parameters, names, gating) = (site.Parameters, site.Names.Experts, Gating.SwiGlu(moe.SwigluLimit));
        return new(
            parameters.Matrix($"{name}.{names.Router}"),
            new Routing(moe, parameters.Find($"{name}.{names.Router}.e_score_correction_bias")),
            gating,
            [.. Enumerable.Range(0, moe.Experts).Select(i => new Expert(
                parameters.Matrix($"{name}.experts.{i}.{names.Gate}"), parameters.Matrix($"{name}.experts.{i}.{names.Up}"),
                parameters.Matrix($"{name}.experts.{i}.{names.Down}")))],
            moe.SharedHidden > 0 ? Gated(gating, $"{name}.shared_experts", site) : null);
    }
}
