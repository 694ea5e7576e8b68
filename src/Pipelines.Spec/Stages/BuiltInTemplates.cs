namespace Pipelines.Spec;

/// <summary>The chat templates that are built in, and the special tokens that each needs its tokenizer to have.</summary>
public static class BuiltInTemplates
{
    private static readonly IReadOnlyDictionary<string, EquatableArray<string>> Needs = new Dictionary<string, EquatableArray<string>>
    {
        ["chatml"] = new(["<|im_start|>", "<|im_end|>"]),
        ["llama3"] = new(["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]),
        ["mistral"] = new(
        [
            "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
            "[TOOL_CALLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]",
        ]),
        ["alpaca"] = default,
        ["zephyr"] = new(["<|system|>", "<|user|>", "<|assistant|>"]),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Words { get; } = ["chatml", "llama3", "mistral", "alpaca", "zephyr"];

    /// <summary>The special tokens that a template needs; none of one that is not built in, since it says for itself.</summary>
    public static EquatableArray<string> TokensOf(string template) => Needs.TryGetValue(template, out var tokens) ? tokens : default;
}
