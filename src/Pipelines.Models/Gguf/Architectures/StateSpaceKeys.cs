using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The sizes of state spaces in an architecture's keys.</summary>
internal static class StateSpaceKeys
{
    /// <summary>Writes those of Mamba.</summary>
    public static void Write(MambaSpec mamba, int dim, ArchitectureKeys keys)
    {
        keys.Add("ssm.conv_kernel", mamba.Conv);
        keys.Add("ssm.inner_size", mamba.Expand * dim);
        keys.Add("ssm.state_size", mamba.State);
        keys.Add("ssm.time_step_rank", mamba.DtRank);
    }

    /// <summary>Writes those of Mamba-2, whose heads are as many as step sizes.</summary>
    public static void Write(Mamba2Spec mamba, ArchitectureKeys keys)
    {
        keys.Add("ssm.conv_kernel", mamba.Conv);
        keys.Add("ssm.inner_size", mamba.Heads * mamba.HeadDim);
        keys.Add("ssm.state_size", mamba.State);
        keys.Add("ssm.time_step_rank", mamba.Heads);
        keys.Add("ssm.group_count", mamba.Groups);
    }

    /// <summary>Mamba without biases of its projections, and twice as wide inside, which is all that llama.cpp computes.</summary>
    /// <exception cref="Formats.Gguf.GgufException">a size is missing, or another</exception>
    public static MambaSpec ReadMamba(ArchitectureKeys keys)
    {
        int dim = keys.Int("embedding_length", most: Sizes.Dim), inner = keys.Int("ssm.inner_size");
        if (inner != 2 * dim) throw keys.Wrong("ssm.inner_size", $"{inner} is not twice the width of {dim}");
        return new(
            keys.Int("ssm.state_size", most: Sizes.HeadDim), keys.Int("ssm.conv_kernel", most: 1024), Expand: 2,
            keys.Int("ssm.time_step_rank", most: Sizes.Dim));
    }

    /// <summary>
    /// Mamba-2 without biases of its projections and with one group: with more, llama.cpp's gated norm is of each group, and ours of all
    /// channels, as transformers has it.
    /// </summary>
    /// <exception cref="Formats.Gguf.GgufException">a size is missing, or one that no model here has</exception>
    public static Mamba2Spec ReadMamba2(ArchitectureKeys keys, double normEps)
    {
        int inner = keys.Int("ssm.inner_size"), heads = keys.Int("ssm.time_step_rank", most: Sizes.HeadDim);
        if (inner % heads != 0) throw keys.Wrong("ssm.time_step_rank", $"{heads} heads do not divide the {inner} inner channels");
        var groups = keys.Int("ssm.group_count", 1, most: Sizes.HeadDim);
        if (groups != 1) throw keys.Wrong("ssm.group_count", $"{groups} is not supported: only 1, since norms of each group are not");
        return new(
            heads, inner / heads, keys.Int("ssm.state_size", most: Sizes.HeadDim), groups, keys.Int("ssm.conv_kernel", most: 1024),
            Chunk: 256, normEps);
    }
}
