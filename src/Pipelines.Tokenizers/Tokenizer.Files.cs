namespace Pipelines.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>The file beside it that names its tokens.</summary>
    internal const string ConfigName = "tokenizer_config.json";

    private JsonSettings? settings;

    /// <summary>
    /// Reads Hugging Face's <c>tokenizer.json</c>, or where a folder has none one of the other <see cref="TokenizerFiles"/>. Which token
    /// ends a document is the <c>eos_token</c> of the <c>tokenizer_config.json</c> beside it; without that file a token with a usual name,
    /// else the first special token.
    /// </summary>
    /// <param name="path">the file, or the folder that it is in</param>
    /// <exception cref="IOException">a file cannot be read</exception>
    /// <exception cref="TokenizerFormatException">damaged, or of parts that are not supported: the message names the file and the part</exception>
    public static Tokenizer Load(string path)
    {
        var file = Directory.Exists(path) ? TokenizerFiles.Find(path) ?? Path.Combine(path, TokenizerFiles.Json) : path;
        var config = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, ConfigName);
        try
        {
            var settings = JsonSettings.Read(config);
            return new Tokenizer(TokenizerFiles.Read(file, settings)) { settings = settings };
        }
        catch (TokenizerFormatException failure)
        {
            throw new TokenizerFormatException($"{file}: {failure.Message}", failure);
        }
    }

    /// <summary>Reads the content of a <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerFormatException">damaged, or of parts that are not supported: the message names the part</exception>
    public static Tokenizer FromJson(ReadOnlyMemory<byte> utf8) => new(TokenizerReader.Read(utf8, endOfText: null));

    /// <summary>The content of a <c>tokenizer.json</c>, as Hugging Face's libraries read it.</summary>
    public byte[] ToJson() => TokenizerWriter.Write(Definition);

    /// <summary>
    /// Writes <see cref="ToJson"/>, and beside it the <c>tokenizer_config.json</c> that names the end of text. Other settings of that file
    /// stay; where there is none, those of the file that the tokenizer was loaded with go with it.
    /// </summary>
    /// <param name="path">the file to write</param>
    /// <exception cref="IOException">a file cannot be written; one that was there before is whole</exception>
    /// <exception cref="TokenizerFormatException">the <c>tokenizer_config.json</c> that is there is damaged</exception>
    public void Save(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        Replace(path, ToJson());
        var config = Path.Combine(folder, ConfigName);
        Replace(config, Settings(config).ToBytes());
    }

    /// <summary>
    /// The spellings of the tokens that templates name: as the settings beside it say, else what it begins and ends a text with.
    /// </summary>
    /// <exception cref="TokenizerFormatException">the settings name a token by something that is no text</exception>
    public TemplateTokens Names => new(
        settings?.Token("bos_token") ?? (Definition.TemplatePrefix is [var first, ..] ? Definition.Spellings[first] : null),
        EndOfText is { } end ? Definition.Spellings[end] : settings?.Token("eos_token"),
        settings?.Token("pad_token"),
        settings?.Token("unk_token"));

    /// <summary>The same tokenizer, with settings that name tokens and go with it where it is saved.</summary>
    public Tokenizer WithNames(TemplateTokens names)
    {
        var named = JsonSettings.None;
        (string Setting, string? Token)[] tokens =
            [("bos_token", names.Bos), ("eos_token", names.Eos), ("pad_token", names.Pad), ("unk_token", names.Unk)];
        foreach (var (setting, token) in tokens)
            if (token is not null) named = named.With(setting, json => json.WriteStringValue(token));
        var tokenizer = (Tokenizer)MemberwiseClone();
        tokenizer.settings = JsonSettings.Parse(ConfigName, named.ToBytes());
        return tokenizer;
    }

    /// <summary>Settings that are there stay, and so do those that came with the tokenizer where there are none.</summary>
    private JsonSettings Settings(string path)
    {
        var there = JsonSettings.Read(path);
        var saved = there.IsEmpty && settings is not null ? settings : there;
        if (!saved.Has("tokenizer_class")) saved = saved.With("tokenizer_class", json => json.WriteStringValue("PreTrainedTokenizerFast"));
        if (EndOfText is { } end && saved.Token("eos_token") != Definition.Spellings[end])
            saved = saved.With("eos_token", json => json.WriteStringValue(Definition.Spellings[end]));
        return saved.Has("clean_up_tokenization_spaces")
            ? saved
            : saved.With("clean_up_tokenization_spaces", json => json.WriteBooleanValue(false));
    }

    /// <summary>Puts a file in the place of another, which is whole until then.</summary>
    internal static void Replace(string path, byte[] content)
    {
        var aside = path + ".tmp";
        using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }
}
