using System.Globalization;
using Pipelines.Formats.Gguf;

namespace Pipelines.Models;

/// <summary>
/// The keys of one architecture in a GGUF file's metadata, all of which begin with its name: <c>llama.block_count</c>. What a key holds
/// that its reader does not expect is an error that names it.
/// </summary>
/// <param name="file">named in errors</param>
/// <param name="architecture">what the keys begin with</param>
/// <param name="metadata">what they are read from, and written to</param>
/// <param name="hasTensor">whether the file has a tensor</param>
/// <param name="numbers">the values of a tensor of one size; null where the file has none of that name</param>
internal sealed class ArchitectureKeys(
    string file, string architecture, GgufMetadata metadata, Predicate<string> hasTensor, Func<string, float[]?> numbers)
{
    private const string TypesKey = "tokenizer.ggml.token_type_count";

    /// <summary>Whether the file has a tensor.</summary>
    public bool HasTensor(string name) => hasTensor(name);

    /// <summary>The values of a tensor of one size, one of <see cref="RopeTensors"/>; null where the file has none of that name.</summary>
    public float[]? Numbers(string tensor) => numbers(tensor);

    /// <summary>Types of tokens, each with a vector of its own; the one key that llama.cpp has beside the tokenizer's.</summary>
    /// <exception cref="GgufException">what is there is no such number</exception>
    public int TokenTypes
    {
        get => metadata.FindInteger(TypesKey) is not (null or >= 1 and <= 1024) and var types
            ? throw new GgufException(file, TypesKey, $"{types} is not a whole number from 1 to 1024")
            : (int)(metadata.FindInteger(TypesKey) ?? 1);
        set => metadata.Set(TypesKey, value);
    }

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key) => metadata.Find(Whole(key)) is not null;

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <param name="key">its key</param>
    /// <param name="fallback">where it is absent; there must be one when null</param>
    /// <param name="least">the least that it may be</param>
    /// <param name="most">the most</param>
    /// <exception cref="GgufException">it is missing, or something else</exception>
    public int Int(string key, int? fallback = null, int least = 1, int most = Sizes.Hidden)
    {
        if (fallback is not null && !Has(key)) return fallback.Value;
        return InRange(key, metadata.Integer(Whole(key)), least, most);
    }

    /// <summary>A whole number, or null where the key is absent.</summary>
    /// <exception cref="GgufException">it is something else</exception>
    public int? OptionalInt(string key, int least = 1, int most = Sizes.Hidden) => Has(key) ? Int(key, null, least, most) : null;

    /// <summary>A whole number for each layer; the file has one for all, or an array.</summary>
    /// <exception cref="GgufException">it is missing, something else, or of another length</exception>
    public IReadOnlyList<int> OfLayers(string key, int layers, int least, int most)
    {
        if (metadata.Find(Whole(key)) is not { IsArray: true }) return [.. Enumerable.Repeat(Int(key, null, least, most), layers)];
        var all = metadata.Integers(Whole(key));
        if (all.Count != layers) throw Wrong(key, $"has {all.Count} numbers; the model has {layers} layers");
        return [.. all.Select(number => InRange(key, number, least, most))];
    }

    /// <summary>
    /// A finite number above <paramref name="above"/>. The file has single precision: it is the shortest decimal that rounds to it.
    /// </summary>
    /// <exception cref="GgufException">it is missing without a fallback, or something else</exception>
    public double Number(string key, double? fallback = null, double above = double.NegativeInfinity)
    {
        if (fallback is not null && !Has(key)) return fallback.Value;
        var single = (float)metadata.Number(Whole(key));
        if (!float.IsFinite(single) || single <= above)
            throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"{single} is not a number above {above}"));
        return Shortest(single);
    }

    /// <summary>The shortest decimal that rounds to a number of single precision.</summary>
    public static double Shortest(float single) =>
        double.Parse(single.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A finite number, or null where the key is absent.</summary>
    /// <exception cref="GgufException">it is something else</exception>
    public double? OptionalNumber(string key, double above = double.NegativeInfinity) => Has(key) ? Number(key, null, above) : null;

    /// <summary>A truth value.</summary>
    /// <exception cref="GgufException">it is something else</exception>
    public bool Flag(string key, bool fallback) => metadata.FindFlag(Whole(key)) ?? fallback;

    /// <summary>A string, or null where the key is absent.</summary>
    /// <exception cref="GgufException">it is something else</exception>
    public string? Word(string key) => metadata.FindText(Whole(key));

    /// <summary>Refuses a number other than the one that changes nothing, where there is one at all.</summary>
    /// <exception cref="GgufException">it is another</exception>
    public void Only(string key, double inert)
    {
        if (OptionalNumber(key) is { } value && value != inert)
            throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"{value} is not supported: only {inert} is"));
    }

    /// <summary>Writes a whole number.</summary>
    public void Add(string key, int value) => metadata.Set(Whole(key), value);

    /// <summary>Writes a number of single precision.</summary>
    public void Add(string key, double value) => metadata.Set(Whole(key), value);

    /// <summary>Writes a truth value.</summary>
    public void Add(string key, bool value) => metadata.Set(Whole(key), value);

    /// <summary>Writes a string.</summary>
    public void Add(string key, string value) => metadata.Set(Whole(key), value);

    /// <summary>Writes a number for each layer.</summary>
    public void Add(string key, IEnumerable<int> values) => metadata.Set(Whole(key), values);

    /// <summary>An error about a key.</summary>
    public GgufException Wrong(string key, string problem) => new(file, Whole(key), problem);

    /// <summary>An error about a tensor.</summary>
    public GgufException WrongTensor(string name, string problem) => new(file, name, problem);

    private string Whole(string key) => $"{architecture}.{key}";

    private int InRange(string key, long number, int least, int most) =>
        number >= least && number <= most ? (int)number : throw Wrong(key, $"{number} is not a whole number from {least} to {most}");
}
