using System.Globalization;
using System.Text.Json;
using Pipelines.Spec.Diagnostics;

namespace Pipelines.Models;

/// <summary>
/// An object of a configuration, read key by key. What a key holds that its reader does not expect is an error that names it.
/// </summary>
/// <param name="file">named in errors</param>
/// <param name="path">the keys that lead here, ending in a dot; empty for the whole file</param>
/// <param name="json">the object</param>
internal sealed class ConfigSection(string file, string path, JsonElement json)
{
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    /// <summary>The file.</summary>
    public string File => file;

    /// <summary>The keys that nobody asked for.</summary>
    public IEnumerable<string> Unread => json.EnumerateObject().Where(member => !read.Contains(member.Name)).Select(member => member.Name);

    /// <summary>Whether the key is there and not null.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether the key is there with the value null, which some families read otherwise than its absence.</summary>
    public bool IsNull(string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <param name="key">its key</param>
    /// <param name="fallback">where it is absent or null; there must be one when null</param>
    /// <exception cref="HuggingFaceException">it is missing, or something else</exception>
    public int Int(string key, int? fallback, int least = 1, int most = Sizes.Hidden)
    {
        if (Find(key) is not { } value) return fallback ?? throw Wrong(key, "is missing");
        // Python writes some whole numbers as 8.0.
        var whole = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == Math.Truncate(number);
        if (!whole || value.GetDouble() is var size && (size < least || size > most))
            throw Wrong(key, $"{Text(value)} is not a whole number from {least} to {most}");
        return (int)value.GetDouble();
    }

    /// <summary>A whole number, or null where the key is absent or null.</summary>
    /// <exception cref="HuggingFaceException">it is something else</exception>
    public int? OptionalInt(string key, int least = 1, int most = Sizes.Hidden) => Has(key) ? Int(key, null, least, most) : null;

    /// <summary>A finite number.</summary>
    /// <param name="key">its key</param>
    /// <param name="fallback">where it is absent or null</param>
    /// <param name="above">what it is greater than</param>
    /// <exception cref="HuggingFaceException">it is something else</exception>
    public double Number(string key, double fallback, double above = double.NegativeInfinity)
    {
        if (Find(key) is not { } value) return fallback;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number > above)
            return number;
        throw Wrong(key, double.IsFinite(above)
            ? string.Create(CultureInfo.InvariantCulture, $"{Text(value)} is not a number above {above}")
            : $"{Text(value)} is not a number");
    }

    /// <summary>A finite number, or null where the key is absent or null.</summary>
    /// <exception cref="HuggingFaceException">it is something else</exception>
    public double? OptionalNumber(string key, double above = double.NegativeInfinity) => Has(key) ? Number(key, 0, above) : null;

    /// <summary>A truth value.</summary>
    /// <exception cref="HuggingFaceException">it is something else</exception>
    public bool Flag(string key, bool fallback) => Find(key) is not { } value
        ? fallback
        : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(key, $"{Text(value)} is neither true nor false"),
        };

    /// <summary>A string.</summary>
    /// <exception cref="HuggingFaceException">it is missing without a fallback, or something else</exception>
    public string Word(string key, string? fallback)
    {
        if (Find(key) is not { } value) return fallback ?? throw Wrong(key, "is missing");
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(key, $"{Text(value)} is not a string");
    }

    /// <summary>One of a few strings.</summary>
    /// <exception cref="HuggingFaceException">it is another; the message has the nearest</exception>
    public string OneOf(string key, string fallback, params string[] words)
    {
        var word = Word(key, fallback);
        if (words.Contains(word)) return word;
        var nearest = Nearest.To(word, words) is { } near ? $"; did you mean '{near}'?" : "";
        throw Wrong(key, $"'{HuggingFaceException.Shown(word)}' is not supported here: {string.Join(", ", words)}{nearest}");
    }

    /// <summary>Whether the key has a list.</summary>
    public bool IsArray(string key) => Find(key) is { ValueKind: JsonValueKind.Array };

    /// <summary>Whether the key has that string.</summary>
    public bool IsWord(string key, string word) => Find(key) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(word);

    /// <summary>What the key has, as JSON without spaces; null where it is absent or null.</summary>
    public string? Raw(string key) => Find(key) is { } value ? JsonText.Compact(value) : null;

    /// <summary>Whole numbers from 0; null where the key is absent or null.</summary>
    /// <exception cref="HuggingFaceException">it is something else</exception>
    public IReadOnlyList<int>? Ints(string key, int most = Sizes.Hidden) => Items(key)?.Select(item =>
        item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) && number >= 0 && number <= most
            ? number
            : throw Wrong(key, $"{Text(item)} is not a whole number from 0 to {most}")).ToArray();

    /// <summary>Finite numbers; null where the key is absent or null.</summary>
    /// <exception cref="HuggingFaceException">it is something else, or one of them is not greater than <paramref name="above"/></exception>
    public IReadOnlyList<double>? Numbers(string key, double above) => Items(key)?.Select(item =>
        item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out var number) && double.IsFinite(number) && number > above
            ? number
            : throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"{Text(item)} is not a number above {above}"))).ToArray();

    /// <summary>Strings; null where the key is absent or null.</summary>
    /// <exception cref="HuggingFaceException">it is something else</exception>
    public IReadOnlyList<string>? Words(string key) => Items(key)?.Select(item =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(key, $"{Text(item)} is not a string")).ToArray();

    /// <summary>An object; null where the key is absent or null.</summary>
    /// <exception cref="HuggingFaceException">it is something else</exception>
    public ConfigSection? Section(string key)
    {
        if (Find(key) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Object) throw Wrong(key, $"{Text(value)} is not an object");
        return new ConfigSection(file, $"{path}{key}.", value);
    }

    /// <summary>Accepts a key only where it is absent, null, or the one value that changes nothing.</summary>
    /// <param name="key">its key</param>
    /// <param name="inert">the value as JSON writes it: <c>false</c>, <c>1</c>, <c>"absolute"</c></param>
    /// <exception cref="HuggingFaceException">it has another value</exception>
    public void Only(string key, string inert)
    {
        if (Find(key) is { } value && value.GetRawText() != inert)
            throw Wrong(key, $"{Text(value)} is not supported: only {inert} is");
    }

    /// <summary>An error about a key.</summary>
    public HuggingFaceException Wrong(string key, string problem) => new(file, path + key, problem);

    private JsonElement? Find(string key)
    {
        read.Add(key);
        return json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private IEnumerable<JsonElement>? Items(string key)
    {
        if (Find(key) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(key, $"{Text(value)} is not an array");
    }

    private static string Text(JsonElement value) => HuggingFaceException.Shown(value.GetRawText());
}
