using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>
/// The files of a folder that say how text becomes tokens and how the model writes: the tokenizer's, its chat template, how to
/// sample. They go from folder to folder byte for byte, whether or not this program can read them.
/// </summary>
public sealed class TextFiles
{
    private static readonly string[] Names =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "tokenizer.model", "vocab.json",
        "vocab.txt", "merges.txt", "chat_template.jinja", "chat_template.json", "additional_chat_templates/tool_use.jinja",
        GenerationDefaults.FileName,
    ];

    private readonly Action<string> write;

    private TextFiles(TokenIds tokens, Action<string> write) => (Tokens, this.write) = (tokens, write);

    /// <summary>The tokens that mark structure.</summary>
    public TokenIds Tokens { get; }

    /// <summary>Those of a folder, as they are.</summary>
    /// <param name="folder">where they lie</param>
    /// <param name="tokens">the tokens that mark structure</param>
    public static TextFiles Of(string folder, TokenIds tokens) => new(tokens, target =>
    {
        foreach (var name in Names)
        {
            var (file, copy) = (Path.Combine(folder, name), Path.Combine(target, name));
            if (!File.Exists(file)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var defaults = Path.Combine(target, GenerationDefaults.FileName);
        if (!File.Exists(defaults)) Defaults(tokens).Write(defaults);
    });

    /// <summary>Those of a tokenizer, which knows no chat.</summary>
    public static TextFiles Of(Tokenizer tokenizer)
    {
        var tokens = TokensOf(tokenizer);
        return new(tokens, target =>
        {
            tokenizer.Save(Path.Combine(target, "tokenizer.json"));
            Defaults(tokens).Write(Path.Combine(target, GenerationDefaults.FileName));
        });
    }

    /// <summary>Those of a tokenizer and its chat template.</summary>
    public static TextFiles Of(ModelText text) => new(text.Tokens, target =>
    {
        Defaults(text.Tokens).Write(Path.Combine(target, GenerationDefaults.FileName));
        if (text.Chat is { } chat) chat.Save(target);
        else text.Tokenizer.Save(Path.Combine(target, "tokenizer.json"));
    });

    /// <summary>The tokens that a tokenizer marks structure with.</summary>
    public static TokenIds TokensOf(Tokenizer tokenizer) => new(
        tokenizer.Definition.TemplatePrefix is [var first, ..] ? first : null,
        tokenizer.EndOfText is { } end ? new([end]) : default,
        Pad: null);

    /// <summary>Writes them into a folder that has none of them.</summary>
    /// <exception cref="IOException">one cannot be written</exception>
    public void Write(string folder) => write(folder);

    private static GenerationDefaults Defaults(TokenIds tokens) => new(tokens, Sample: false, null, null, null);
}
