using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>How far back tokens see, in the keys that families have for it.</summary>
internal static class SlidingWindow
{
    /// <summary>The window of all layers where <c>use_sliding_window</c> switches it on (Qwen).</summary>
    /// <exception cref="HuggingFaceException">some layers have it and others have not</exception>
    public static int? ReadSwitched(ConfigSection config, int layers)
    {
        var on = config.Flag("use_sliding_window", false);
        var window = config.OptionalInt("sliding_window", most: Sizes.Context);
        var first = config.Int("max_window_layers", 28, least: 0, most: Sizes.Layers);
        var kinds = config.Words("layer_types");
        if (kinds is null)
        {
            if (!on || window is null || first >= layers) return null;
            return first == 0 ? window : throw config.Wrong("max_window_layers", $"windows from layer {first} on only are not supported");
        }
        RequireKinds(config, kinds, layers);
        if (kinds.All(kind => kind == "full_attention")) return null;
        if (kinds.Any(kind => kind == "full_attention")) throw config.Wrong("layer_types", "windows in some layers only are not supported");
        return window ?? throw config.Wrong("sliding_window", "is missing, and layer_types asks for it");
    }

    /// <summary>Writes what <see cref="ReadSwitched"/> reads.</summary>
    public static void WriteSwitched(AttentionSpec attention, int layers, ConfigWriter json)
    {
        json.Add("use_sliding_window", attention.Window is not null);
        json.Add("sliding_window", attention.Window);
        json.Add("max_window_layers", attention.Window is null ? layers : 0);
    }

    /// <summary>Refuses lists of another length than the layers', and kinds of layers that there are none of.</summary>
    /// <exception cref="HuggingFaceException">it is such a list</exception>
    public static void RequireKinds(ConfigSection config, IReadOnlyList<string> kinds, int layers)
    {
        if (kinds.Count != layers) throw config.Wrong("layer_types", $"names {kinds.Count} layers; num_hidden_layers is {layers}");
        if (kinds.FirstOrDefault(kind => kind is not ("full_attention" or "sliding_attention")) is { } other)
            throw config.Wrong("layer_types", $"'{HuggingFaceException.Shown(other)}' is not supported: full_attention, sliding_attention");
    }
}
