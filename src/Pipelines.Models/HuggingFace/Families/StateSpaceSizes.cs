using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The sizes of state spaces, which must go into each other, and what transformers could vary and ours do not.</summary>
internal static class StateSpaceSizes
{
    /// <summary>Inner channels of Mamba-2: expand times the width, which its heads make up.</summary>
    /// <exception cref="HuggingFaceException">they do not</exception>
    public static void RequireHeads(
        ConfigSection config, int dim, int expand, int heads, int headDim, int groups, string headsKey, string groupsKey)
    {
        if ((long)expand * dim != (long)heads * headDim)
            throw config.Wrong(headsKey, $"{heads} heads of {headDim} are not the {expand} · {dim} inner channels");
        if (heads % groups != 0) throw config.Wrong(groupsKey, $"{groups} groups do not divide {heads} heads ({headsKey})");
    }

    /// <summary>Width of the projection that makes the step sizes: a number, or a sixteenth of the width.</summary>
    /// <exception cref="HuggingFaceException">it is neither</exception>
    public static int DtRank(ConfigSection config, string key, int dim)
    {
        var automatic = (dim + 15) / 16;
        return config.IsWord(key, "auto") ? automatic : config.Int(key, automatic, most: Sizes.Dim);
    }

    /// <summary>Step sizes are not clamped here.</summary>
    /// <exception cref="HuggingFaceException">the file asks for it</exception>
    public static void RequireUnclamped(ConfigSection config)
    {
        if (config.Raw("time_step_limit") is { } limit && limit is not ("[0.0,\"Infinity\"]" or "[0,\"Infinity\"]"))
            throw config.Wrong("time_step_limit", $"{HuggingFaceException.Shown(limit)} is not supported: only [0.0, Infinity] is");
    }

    /// <summary>Refuses another function than SiLU.</summary>
    /// <exception cref="HuggingFaceException">the file names another</exception>
    public static void RequireSilu(ConfigSection config) => config.OneOf("hidden_act", "silu", "silu", "swish");
}
