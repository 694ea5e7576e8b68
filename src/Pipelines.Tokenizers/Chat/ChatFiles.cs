using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>The files of a model's folder that say how conversations become tokens, as transformers reads and writes them.</summary>
internal static class ChatFiles
{
    private const string TemplateFile = "chat_template.jinja", OldTemplateFile = "chat_template.json";
    private const string ToolTemplateFile = "additional_chat_templates/tool_use.jinja";
    private const string GenerationFile = "generation_config.json";

    /// <summary>The format that a folder describes, or null where it has no template.</summary>
    public static ChatFormat? Load(string folder)
    {
        var config = JsonSettings.Read(Path.Combine(folder, Tokenizer.ConfigName));
        if (LoadTemplate(folder, config, TemplateFile, "default") is not { } template) return null;
        var tokenizer = Tokenizer.Load(folder);
        var ends = JsonSettings.Read(Path.Combine(folder, GenerationFile)).Ids("eos_token_id").Where(id => id < tokenizer.VocabSize);
        return new ChatFormat(tokenizer, template, LoadTemplate(folder, config, ToolTemplateFile, "tool_use"), ends);
    }

    /// <summary>Writes a format into a folder.</summary>
    public static void Save(ChatFormat format, string folder)
    {
        format.Tokenizer.Save(Path.Combine(folder, "tokenizer.json"));
        Tokenizer.Replace(Path.Combine(folder, TemplateFile), Encoding.UTF8.GetBytes(format.Template.Source));
        if (format.ToolTemplate is { } toolTemplate)
        {
            Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(ToolTemplateFile)!));
            Tokenizer.Replace(Path.Combine(folder, ToolTemplateFile), Encoding.UTF8.GetBytes(toolTemplate.Source));
        }

        // A template in a file of its own goes before one in this file: another in its place would never be read.
        var config = Path.Combine(folder, Tokenizer.ConfigName);
        Tokenizer.Replace(config, JsonSettings.Read(config).Without("chat_template").ToBytes());
        var generation = Path.Combine(folder, GenerationFile);
        Tokenizer.Replace(generation, JsonSettings.Read(generation).With("eos_token_id", json =>
        {
            json.WriteStartArray();
            foreach (var id in format.EndTokens.Order()) json.WriteNumberValue(id);
            json.WriteEndArray();
        }).ToBytes());
    }

    /// <summary>A template of a file of its own, or of <c>chat_template</c>: a text, or a list of named ones.</summary>
    private static ChatTemplate? LoadTemplate(string folder, JsonSettings config, string fileName, string name)
    {
        var file = Path.Combine(folder, fileName);
        if (File.Exists(file)) return ChatTemplate.Parse(File.ReadAllText(file), file);
        if (config.Template(name) is { } source) return ChatTemplate.Parse(source, $"{config.Path}: chat_template");
        var old = JsonSettings.Read(Path.Combine(folder, OldTemplateFile));
        return old.Template(name) is { } older ? ChatTemplate.Parse(older, old.Path) : null;
    }
}
