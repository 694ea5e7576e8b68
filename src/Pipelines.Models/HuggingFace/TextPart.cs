namespace Pipelines.Models;

/// <summary>
/// The text of a model that also has images: a model of its own, whose configuration lies within the whole's and whose tensors have a
/// prefix (transformers, <c>modeling_gemma3.py</c>).
/// </summary>
internal static class TextPart
{
    private const string Key = "text_config";

    /// <summary>By <c>model_type</c>, the keys of a whole model's configuration that are not its text's.</summary>
    private static readonly Dictionary<string, string[]> Wholes = new()
    {
        ["gemma3"] =
        [
            "vision_config", "mm_tokens_per_image", "boi_token_index", "eoi_token_index", "image_token_index", "boi_token_id",
            "eoi_token_id", "image_token_id", "initializer_range", "tie_word_embeddings",
        ],
    };

    /// <summary>The configuration of the text of a whole model; null where a file is of text alone.</summary>
    /// <exception cref="HuggingFaceException">a model that has images lacks it</exception>
    public static ConfigSection? Of(ConfigSection config)
    {
        if (!Wholes.ContainsKey(config.Word("model_type", ""))) return null;
        return config.Section(Key) ?? throw config.Wrong(Key, "is missing");
    }

    /// <summary>The keys of a whole model's configuration that change nothing of its text.</summary>
    public static IReadOnlyCollection<string> Inert(ConfigSection whole) => Wholes[whole.Word("model_type", "")];

    /// <summary>Whether a tensor belongs to another part than the text.</summary>
    public static bool IsOfAnother(string tensor) => tensor.Contains("vision_tower.") || tensor.Contains("multi_modal_projector.");
}
