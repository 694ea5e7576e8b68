using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>A residual block: norms, mixer and feed-forward as its specification puts them together. [batch, time, dim] → the same.</summary>
internal sealed class BuiltBlock : SequenceLayer
{
    private readonly BlockSpec spec;
    private readonly BuiltNorm? beforeMixer, afterMixer, beforeFeedForward, afterFeedForward;
    private readonly SequenceLayer? mixer;
    private readonly nn.Module? feedForward;
    private readonly double multiplier;

    public BuiltBlock(BlockSpec spec, PartSite site)
        : base(nameof(BuiltBlock))
    {
        (this.spec, multiplier) = (spec, site.Architecture.ResidualMultiplier);
        if (spec is { Residual: ResidualKind.Parallel, Placement: not NormPlacement.Pre })
            throw new NotSupportedException($"a parallel block with norms of the placement {spec.Placement} cannot be built");
        var norms = site.Names.Norms(spec);
        beforeMixer = Norm(norms.BeforeMixer);
        if (spec.Mixer is not NoMixer) mixer = this.Register(site.Names.Mixer(spec.Mixer), MixerBuilders.Build(spec, site));
        afterMixer = Norm(norms.AfterMixer);
        beforeFeedForward = Norm(norms.BeforeFeedForward);
        if (spec.FeedForward is not NoFeedForward)
            feedForward = this.Register(site.Names.FeedForward(spec.FeedForward), FeedForwardBuilders.Build(spec.FeedForward, site));
        afterFeedForward = Norm(norms.AfterFeedForward);

        BuiltNorm? Norm(string? name) => name is null ? null : BuiltNorm.In(this, name, spec.Norm, site.Dim, site.Device);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Pass pass) => spec switch
    {
        { Residual: ResidualKind.Parallel } => Parallel(x, pass),
        { Placement: NormPlacement.Post } => Post(x, pass),
        { Placement: NormPlacement.Output } => Output(x, pass),
        _ => Pre(x, pass),
    };

    private Tensor Parallel(Tensor x, Pass pass)
    {
        var h = beforeMixer!.Value.call(x);
        var a = Scaled(mixer!.call(h, pass));
        var m = Scaled(Feed(h, pass).Freeing(h));
        var r = (x + a).Freeing(a);
        return (r + m).Freeing(r, m);
    }

    private Tensor Pre(Tensor x, Pass pass)
    {
        if (mixer is null)
        {
            var only = beforeFeedForward!.Value.call(x);
            var fed = Scaled(After(afterFeedForward, Feed(only, pass).Freeing(only)));
            return (x + fed).Freeing(fed);
        }
        var h = beforeMixer!.Value.call(x);
        var a = Scaled(After(afterMixer, mixer.call(h, pass).Freeing(h)));
        if (beforeFeedForward is not { } norm) return (x + a).Freeing(a);
        var (r, n) = norm.add(x, a).Freeing(a);
        var m = Scaled(After(afterFeedForward, Feed(n, pass).Freeing(n)));
        return (r + m).Freeing(r, m);
    }

    private Tensor Post(Tensor x, Pass pass)
    {
        var r = mixer is null ? x : Sum(x, mixer.call(x, pass), afterMixer!.Value);
        if (feedForward is null) return r;
        var result = Sum(r, Feed(r, pass), afterFeedForward!.Value);
        return mixer is null ? result : result.Freeing(r);
    }

    private Tensor Output(Tensor x, Pass pass)
    {
        var r = mixer is null ? x : SumWithNorm(x, mixer.call(x, pass), afterMixer!.Value);
        if (feedForward is null) return r;
        var result = SumWithNorm(r, Feed(r, pass), afterFeedForward!.Value);
        return mixer is null ? result : result.Freeing(r);
    }

    /// <summary>x + norm(branch). Takes <paramref name="branch"/>.</summary>
    private Tensor SumWithNorm(Tensor x, Tensor branch, BuiltNorm norm)
    {
        var normed = Scaled(norm.call(branch).Freeing(branch));
        return (x + normed).Freeing(normed);
    }

    /// <summary>norm(x + branch). Takes <paramref name="branch"/>.</summary>
    private Tensor Sum(Tensor x, Tensor branch, BuiltNorm norm)
    {
        branch = Scaled(branch);
        var sum = (x + branch).Freeing(branch);
        return norm.call(sum).Freeing(sum);
    }

    /// <summary>A branch times the model's factor. Takes <paramref name="branch"/>.</summary>
    private Tensor Scaled(Tensor branch) => multiplier == 1 ? branch : (branch * multiplier).Freeing(branch);

    /// <summary>The norm of a branch where there is one. Takes <paramref name="branch"/>.</summary>
    private static Tensor After(BuiltNorm? norm, Tensor branch) => norm is { } own ? own.call(branch).Freeing(branch) : branch;

    private Tensor Feed(Tensor x, Pass pass) => feedForward is SequenceLayer reader ? reader.call(x, pass) : ((TokenLayer)feedForward!).call(x);
}
