using Pipelines.Spec;

namespace Pipelines.Cpu;

/// <summary>A residual block: norms, mixer and feed-forward as its specification puts them together.</summary>
/// <param name="spec">what it is</param>
/// <param name="parts">what it is made of</param>
/// <param name="factor">of what its parts add to the residual stream</param>
internal sealed class Block(BlockSpec spec, BlockParts parts, float factor)
{
    /// <summary>What mixes, or null.</summary>
    public IMixer? Mixer => parts.Mixer;

    /// <summary>Goes through the block.</summary>
    /// <param name="pass">the step</param>
    /// <param name="x">the residual stream, [tokens, dim], which is changed</param>
    public void Forward(CpuPass pass, Rows x)
    {
        var mark = pass.Work.Mark;
        var (h, branch) = (pass.Work.Rows(x.Count, x.Width), pass.Work.Rows(x.Count, x.Width));
        switch (spec)
        {
            case { Residual: ResidualKind.Parallel }:
                Parallel(pass, x, h, branch);
                break;
            case { Placement: NormPlacement.Post }:
                Post(pass, x, branch);
                break;
            case { Placement: NormPlacement.Output }:
                Output(pass, x, branch);
                break;
            default:
                Pre(pass, x, h, branch);
                break;
        }
        pass.Work.Mark = mark;
    }

    private void Parallel(CpuPass pass, Rows x, Rows h, Rows branch)
    {
        parts.BeforeMixer!.Apply(pass, x, h);
        parts.Mixer!.Mix(pass, h, branch);
        Scale(pass, branch);
        Add(pass, x, branch);
        parts.FeedForward!.Feed(pass, h, branch);
        Scale(pass, branch);
        Add(pass, x, branch);
    }

    /// <summary>Norms before each part, and in a sandwich behind it too.</summary>
    private void Pre(CpuPass pass, Rows x, Rows h, Rows branch)
    {
        if (parts.Mixer is { } mixer)
        {
            parts.BeforeMixer!.Apply(pass, x, h);
            mixer.Mix(pass, h, branch);
            parts.AfterMixer?.Apply(pass, branch, branch);
            Scale(pass, branch);
            if (parts.FeedForward is null) Add(pass, x, branch);
            else parts.BeforeFeedForward!.Add(pass, x, branch, h);
        }
        else
        {
            parts.BeforeFeedForward!.Apply(pass, x, h);
        }
        if (parts.FeedForward is not { } feedForward) return;
        feedForward.Feed(pass, h, branch);
        parts.AfterFeedForward?.Apply(pass, branch, branch);
        Scale(pass, branch);
        Add(pass, x, branch);
    }

    private void Post(CpuPass pass, Rows x, Rows branch)
    {
        if (parts.Mixer is { } mixer)
        {
            mixer.Mix(pass, x, branch);
            Scale(pass, branch);
            parts.AfterMixer!.Add(pass, x, branch, x);
        }
        if (parts.FeedForward is not { } feedForward) return;
        feedForward.Feed(pass, x, branch);
        Scale(pass, branch);
        parts.AfterFeedForward!.Add(pass, x, branch, x);
    }

    private void Output(CpuPass pass, Rows x, Rows branch)
    {
        if (parts.Mixer is { } mixer)
        {
            mixer.Mix(pass, x, branch);
            parts.AfterMixer!.Apply(pass, branch, branch);
            Scale(pass, branch);
            Add(pass, x, branch);
        }
        if (parts.FeedForward is not { } feedForward) return;
        feedForward.Feed(pass, x, branch);
        parts.AfterFeedForward!.Apply(pass, branch, branch);
        Scale(pass, branch);
        Add(pass, x, branch);
    }

    /// <summary>branch *= factor.</summary>
    private void Scale(CpuPass pass, Rows branch)
    {
        if (factor != 1) pass.Each(branch.Count, branch.Width, new Times(branch, factor));
    }

    /// <summary>x += branch.</summary>
    private static void Add(CpuPass pass, Rows x, Rows branch) =>
        pass.Each(x.Count, x.Width, new LaneShare<LaneFunctions.Sum>(x, branch, x));

    private readonly unsafe struct Times(Rows rows, float factor) : IShare
    {
        public void Do(int row)
        {
            var values = rows[row];
            for (var channel = 0; channel < rows.Width; channel++) values[channel] *= factor;
        }
    }
}
