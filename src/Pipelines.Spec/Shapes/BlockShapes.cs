namespace Pipelines.Spec.Shapes;

/// <summary>A residual block: its norms, mixer and feed-forward. A new mixer or feed-forward is one more line here.</summary>
internal static class BlockShapes
{
    /// <summary>Adds the nodes of <paramref name="block"/>, which the checkpoint calls <paramref name="name"/>.</summary>
    public static void Add(NodeList nodes, string name, BlockSpec block, int dim, CheckpointNames names)
    {
        var norms = names.Norms(block);
        Norm(norms.BeforeMixer);
        Mixer(nodes, $"{name}.{names.Mixer(block.Mixer)}", block.Mixer, dim, names);
        Norm(norms.AfterMixer);
        Norm(norms.BeforeFeedForward);
        FeedForward(nodes, $"{name}.{names.FeedForward(block.FeedForward)}", block.FeedForward, dim, names);
        Norm(norms.AfterFeedForward);

        void Norm(string? norm)
        {
            if (norm is not null) nodes.Norm($"{name}.{norm}", block.Norm, dim);
        }
    }

    private static void Mixer(NodeList nodes, string name, MixerSpec mixer, int dim, CheckpointNames names)
    {
        switch (mixer)
        {
            case NoMixer: break;
            case AttentionSpec attention when names.Form == BlockForm.Gpt2: AttentionShapes.Joint(nodes, name, attention, dim); break;
            case AttentionSpec attention when names.Form == BlockForm.Phi3: AttentionShapes.Fused(nodes, name, attention, dim); break;
            case AttentionSpec attention: AttentionShapes.Split(nodes, name, attention, dim); break;
            case LatentAttentionSpec latent: AttentionShapes.Latent(nodes, name, latent, dim); break;
            case MambaSpec mamba: StateSpaceShapes.Mamba(nodes, name, mamba, dim); break;
            case Mamba2Spec mamba2: StateSpaceShapes.Mamba2(nodes, name, mamba2, dim); break;
            case OwnMixerSpec own: nodes.Own(name, own.Block.WeightsOf(dim, own.Values), dim); break;
            default: throw new NotSupportedException($"no shapes for the mixer {mixer.Word}");
        }
    }

    private static void FeedForward(NodeList nodes, string name, FeedForwardSpec feedForward, int dim, CheckpointNames names)
    {
        switch (feedForward)
        {
            case NoFeedForward: break;
            case SwiGluSpec swiglu when names.Form == BlockForm.Phi3: FeedForwardShapes.Fused(nodes, name, swiglu, dim); break;
            case SwiGluSpec swiglu: FeedForwardShapes.Gated(nodes, name, swiglu.Hidden, swiglu.Bias, dim); break;
            case GeGluSpec geglu: FeedForwardShapes.Gated(nodes, name, geglu.Hidden, geglu.Bias, dim); break;
            case MlpSpec mlp: FeedForwardShapes.Mlp(nodes, name, mlp, dim, names.Form); break;
            case MoeSpec moe: FeedForwardShapes.Experts(nodes, name, moe, dim, names.Experts); break;
            case OwnFeedForwardSpec own: nodes.Own(name, own.Block.WeightsOf(dim, own.Values), dim); break;
            default: throw new NotSupportedException($"no shapes for the feed-forward {feedForward.Word}");
        }
    }
}
