namespace Pipelines.Formats.Gguf;

/// <summary>The keys and values at the head of a file, in their order.</summary>
public sealed class GgufMetadata
{
    /// <summary>The key of the multiple at which each tensor's bytes begin.</summary>
    public const string AlignmentKey = "general.alignment";

    /// <summary>The most bytes that a key takes.</summary>
    public const int MaxKeyBytes = ushort.MaxValue;

    private readonly string file;
    private readonly List<string> keys = [];
    private readonly Dictionary<string, GgufValue> values = new(StringComparer.Ordinal);

    /// <summary>None yet: metadata that is to be written.</summary>
    public GgufMetadata() : this("metadata") { }

    /// <param name="file">named in errors</param>
    internal GgufMetadata(string file) => this.file = file;

    /// <summary>The keys in the order in which they were set.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>The value of a key, or null.</summary>
    public GgufValue? Find(string key) => values.GetValueOrDefault(key);

    /// <summary>The string of a key that has to be there.</summary>
    /// <exception cref="GgufException">it is missing, or of another type</exception>
    public string Text(string key) => FindText(key) ?? throw Missing(key);

    /// <summary>The string of a key, or null where there is none.</summary>
    /// <exception cref="GgufException">it is of another type</exception>
    public string? FindText(string key) => One(key, "a string", value => value.Texts())?[0];

    /// <summary>The whole number of a key that has to be there, whatever its width.</summary>
    /// <exception cref="GgufException">it is missing, of another type, or beyond 2⁶³ − 1</exception>
    public long Integer(string key) => FindInteger(key) ?? throw Missing(key);

    /// <summary>The whole number of a key, or null where there is none.</summary>
    /// <exception cref="GgufException">it is of another type, or beyond 2⁶³ − 1</exception>
    public long? FindInteger(string key) => One(key, "a whole number", value => value.Integers())?[0];

    /// <summary>The number of a key that has to be there, whole or not.</summary>
    /// <exception cref="GgufException">it is missing, or of another type</exception>
    public double Number(string key) => FindNumber(key) ?? throw Missing(key);

    /// <summary>The number of a key, or null where there is none.</summary>
    /// <exception cref="GgufException">it is of another type</exception>
    public double? FindNumber(string key) => One(key, "a number", value => value.Numbers())?[0];

    /// <summary>The truth value of a key that has to be there.</summary>
    /// <exception cref="GgufException">it is missing, or of another type</exception>
    public bool Flag(string key) => FindFlag(key) ?? throw Missing(key);

    /// <summary>The truth value of a key, or null where there is none.</summary>
    /// <exception cref="GgufException">it is of another type</exception>
    public bool? FindFlag(string key) => One(key, "true or false", value => value.Flags())?[0];

    /// <summary>The strings of a key that has to be there.</summary>
    /// <exception cref="GgufException">it is missing, or of another type</exception>
    public IReadOnlyList<string> Texts(string key) => FindTexts(key) ?? throw Missing(key);

    /// <summary>The strings of a key, or null where there is none.</summary>
    /// <exception cref="GgufException">it is of another type</exception>
    public IReadOnlyList<string>? FindTexts(string key) => Several(key, "an array of strings", value => value.Texts());

    /// <summary>The whole numbers of a key that has to be there.</summary>
    /// <exception cref="GgufException">it is missing, or of another type</exception>
    public IReadOnlyList<long> Integers(string key) => FindIntegers(key) ?? throw Missing(key);

    /// <summary>The whole numbers of a key, or null where there is none.</summary>
    /// <exception cref="GgufException">it is of another type</exception>
    public IReadOnlyList<long>? FindIntegers(string key) => Several(key, "an array of whole numbers", value => value.Integers());

    /// <summary>The numbers of a key that has to be there.</summary>
    /// <exception cref="GgufException">it is missing, or of another type</exception>
    public IReadOnlyList<double> Numbers(string key) => FindNumbers(key) ?? throw Missing(key);

    /// <summary>The numbers of a key, or null where there is none.</summary>
    /// <exception cref="GgufException">it is of another type</exception>
    public IReadOnlyList<double>? FindNumbers(string key) => Several(key, "an array of numbers", value => value.Numbers());

    /// <summary>Sets a key to a string.</summary>
    public void Set(string key, string value) => Set(key, new GgufValue(GgufValueType.String, false, new[] { value }));

    /// <summary>Sets a key to a truth value.</summary>
    public void Set(string key, bool value) => Set(key, new GgufValue(GgufValueType.Bool, false, new[] { value }));

    /// <summary>Sets a key to a count or an id: an unsigned whole number of 32 bits, as readers expect them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">it is negative, or 2³² or more</exception>
    public void Set(string key, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, uint.MaxValue);
        Set(key, new GgufValue(GgufValueType.UInt32, false, new[] { (uint)value }));
    }

    /// <summary>Sets a key to a number of single precision, as readers expect them.</summary>
    public void Set(string key, double value) => Set(key, new GgufValue(GgufValueType.Float32, false, new[] { (float)value }));

    /// <summary>Sets a key to strings.</summary>
    public void Set(string key, IEnumerable<string> values) => Set(key, new GgufValue(GgufValueType.String, true, values.ToArray()));

    /// <summary>Sets a key to signed whole numbers of 32 bits.</summary>
    public void Set(string key, IEnumerable<int> values) => Set(key, new GgufValue(GgufValueType.Int32, true, values.ToArray()));

    /// <summary>Sets a key to numbers of single precision.</summary>
    public void Set(string key, IEnumerable<float> values) => Set(key, new GgufValue(GgufValueType.Float32, true, values.ToArray()));

    /// <summary>Sets a key to truth values.</summary>
    public void Set(string key, IEnumerable<bool> values) => Set(key, new GgufValue(GgufValueType.Bool, true, values.ToArray()));

    /// <summary>Sets a key to a value that another file's metadata gave; a key that is there already keeps its place.</summary>
    /// <exception cref="ArgumentException">the key is empty</exception>
    public void Set(string key, GgufValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (!values.ContainsKey(key)) keys.Add(key);
        values[key] = value;
    }

    /// <summary>What a reader of the metadata throws about a value that it cannot take.</summary>
    /// <param name="key">the key; it need not be there</param>
    /// <param name="problem">what was found and what was expected</param>
    public GgufException Wrong(string key, string problem) => new(file, key, problem);

    private T[]? One<T>(string key, string wanted, Func<GgufValue, T[]?> read) => Values(key, isArray: false, wanted, read);

    private T[]? Several<T>(string key, string wanted, Func<GgufValue, T[]?> read) => Values(key, isArray: true, wanted, read);

    private T[]? Values<T>(string key, bool isArray, string wanted, Func<GgufValue, T[]?> read)
    {
        if (Find(key) is not { } value) return null;
        return (value.IsArray == isArray ? read(value) : null) ?? throw Wrong(key, $"is {value} ({value.Kind}); expected {wanted}");
    }

    private GgufException Missing(string key) => Wrong(key, "is missing");
}
