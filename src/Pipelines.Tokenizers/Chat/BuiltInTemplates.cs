using System.Collections.Frozen;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>The templates that are built in, and the special tokens that each needs.</summary>
internal static class BuiltInTemplates
{
    private static readonly string[] names = ["chatml", "llama3", "mistral", "alpaca", "zephyr"];

    private static readonly Lazy<FrozenDictionary<string, ChatTemplate>> templates =
        new(() => names.ToFrozenDictionary(name => name, name => ChatTemplate.Parse(ReadSource(name), name)));

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => names;

    /// <summary>The template of that name, or null.</summary>
    public static ChatTemplate? Find(string name) => templates.Value.GetValueOrDefault(name);

    /// <summary>Whether a source is that of one of them.</summary>
    public static bool IsSourceOfOne(string source) => names.Any(name => ReadSource(name) == source);

    /// <summary>The special tokens that a template needs, its end of turn among them; none of one that is not built in.</summary>
    public static IReadOnlyList<string> SpecialTokens(string source) => names.FirstOrDefault(name => ReadSource(name) == source) switch
    {
        "chatml" => ["<|im_start|>", "<|im_end|>"],
        "llama3" => ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
        "mistral" =>
        [
            "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
            "[TOOL_CALLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]",
        ],
        "zephyr" => ["<|system|>", "<|user|>", "<|assistant|>"],
        _ => [],
    };

    private static string ReadSource(string name)
    {
        using var stream = typeof(BuiltInTemplates).Assembly.GetManifestResourceStream(name + ".jinja")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
