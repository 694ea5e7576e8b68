using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// A JSON file of settings beside a tokenizer, such as <c>tokenizer_config.json</c>: what is known in it is read and set, everything else
/// stays as it is. Immutable.
/// </summary>
internal sealed class JsonSettings
{
    private static readonly JsonWriterOptions options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IReadOnlyList<(string Name, Action<Utf8JsonWriter> Write)> members;
    private readonly JsonElement root;

    private JsonSettings(string path, JsonElement root, IReadOnlyList<(string Name, Action<Utf8JsonWriter> Write)> members) =>
        (Path, this.root, this.members) = (path, root, members);

    /// <summary>None at all.</summary>
    public static JsonSettings None { get; } = new("", default, []);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => members.Count == 0;

    /// <summary>Reads a file; one that is not there has no settings.</summary>
    /// <exception cref="IOException">it cannot be read</exception>
    /// <exception cref="TokenizerFormatException">it is no JSON object</exception>
    public static JsonSettings Read(string path) => File.Exists(path) ? Parse(path, File.ReadAllBytes(path)) : new(path, default, []);

    /// <summary>Reads the content of a file.</summary>
    /// <param name="path">the file, named in errors</param>
    /// <param name="utf8">its bytes</param>
    /// <exception cref="TokenizerFormatException">it is no JSON object</exception>
    public static JsonSettings Parse(string path, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
            using var json = JsonDocument.Parse(utf8);
            var root = json.RootElement.Clone();
            if (root.ValueKind != JsonValueKind.Object) throw new TokenizerFormatException($"{path}: it is no JSON object");
            return new(path, root, [.. root.EnumerateObject().Select(
                member => (member.Name, (Action<Utf8JsonWriter>)member.Value.WriteTo))]);
        }
        catch (JsonException failure)
        {
            throw new TokenizerFormatException($"{path}: not readable: {failure.Message}", failure);
        }
    }

    /// <summary>The spelling of a token: a text, or the <c>content</c> of an object; null where there is none.</summary>
    /// <exception cref="TokenizerFormatException">it is anything else</exception>
    public string? Token(string name)
    {
        if (Find(name) is not { } token) return null;
        try
        {
            return (token.Element.ValueKind == JsonValueKind.Object ? token.Get("content") : token).String();
        }
        catch (Exception failure) when (failure is TokenizerFormatException or InvalidOperationException)
        {
            throw new TokenizerFormatException($"{Path}: {failure.Message}", failure);
        }
    }

    /// <summary>Whether a setting is true; null where it is not there or null.</summary>
    /// <exception cref="TokenizerFormatException">it is anything else</exception>
    public bool? Flag(string name)
    {
        if (Find(name) is not { } flag) return null;
        return flag.Element.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.Element.GetBoolean()
            : throw new TokenizerFormatException($"{Path}: {name} is {flag.Shown()}; true or false was expected");
    }

    /// <summary>The ids under a name: one, or a list of them; none where it is not there.</summary>
    /// <exception cref="TokenizerFormatException">it is anything else</exception>
    public IReadOnlyList<int> Ids(string name)
    {
        if (Find(name) is not { } ids) return [];
        try
        {
            return ids.Element.ValueKind == JsonValueKind.Array ? [.. ids.Items().Select(id => id.Id())] : [ids.Id()];
        }
        catch (TokenizerFormatException failure)
        {
            throw new TokenizerFormatException($"{Path}: {failure.Message}", failure);
        }
    }

    /// <summary>The ids under all names.</summary>
    /// <exception cref="TokenizerFormatException">one is none</exception>
    public IReadOnlyList<(string Name, int Id)> Ids() => [.. members.Select(member => (member.Name, Ids(member.Name).First()))];

    /// <summary>The added tokens under a name: an object of their ids; none where it is not there.</summary>
    /// <exception cref="TokenizerFormatException">it is anything else</exception>
    public IReadOnlyList<AddedToken> AddedTokens(string name)
    {
        if (Find(name) is not { } tokens) return [];
        try
        {
            return [.. tokens.Members().Select(token => TokenizerReader.ReadAddedToken(token.Value, Id(token.Name)))];
        }
        catch (Exception failure) when (failure is TokenizerFormatException or InvalidOperationException)
        {
            throw new TokenizerFormatException($"{Path}: {failure.Message}", failure);
        }

        int Id(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < 1 << 22
            ? id
            : throw tokens.Wrong($"has '{text}'; an id was expected");
    }

    /// <summary>The template of that name in <c>chat_template</c>; a text alone is the one named <c>default</c>.</summary>
    /// <exception cref="TokenizerFormatException">it is neither a text nor a list of named templates</exception>
    public string? Template(string name)
    {
        if (Find("chat_template") is not { } template) return null;
        try
        {
            if (template.Element.ValueKind != JsonValueKind.Array) return name == "default" ? template.String() : null;
            return template.Items().Where(item => item.Get("name").String() == name)
                .Select(item => item.Get("template").String()).FirstOrDefault();
        }
        catch (Exception failure) when (failure is TokenizerFormatException or InvalidOperationException)
        {
            throw new TokenizerFormatException($"{Path}: {failure.Message}", failure);
        }
    }

    /// <summary>The settings with one more, or with another value of one.</summary>
    public JsonSettings With(string name, Action<Utf8JsonWriter> write)
    {
        var place = members.ToList().FindIndex(member => member.Name == name);
        return new(Path, root, place < 0
            ? [.. members, (name, write)]
            : [.. members.Take(place), (name, write), .. members.Skip(place + 1)]);
    }

    /// <summary>The settings without one.</summary>
    public JsonSettings Without(string name) => new(Path, root, [.. members.Where(member => member.Name != name)]);

    /// <summary>Whether there is a setting of that name.</summary>
    public bool Has(string name) => members.Any(member => member.Name == name);

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            foreach (var (name, write) in members)
            {
                json.WritePropertyName(name);
                write(json);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private JsonPart? Find(string name) => root.ValueKind == JsonValueKind.Object ? new JsonPart(root, "").Find(name) : null;
}
