using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A map of settings, as the reference pages see it.</summary>
internal interface ISection
{
    /// <summary>What messages and pages call it: <c>a llama model</c>.</summary>
    string Title { get; }

    /// <summary>What it is for.</summary>
    string Doc { get; }

    /// <summary>Its settings in order.</summary>
    IReadOnlyList<Setting> Settings { get; }
}

/// <summary>A map of settings that becomes a record.</summary>
/// <param name="id">its name in the JSON Schema: <c>model.llama</c></param>
/// <param name="title">what messages call it: <c>a llama model</c></param>
/// <param name="doc">what it is for</param>
/// <param name="settings">its settings, in the order in which they are documented and read</param>
/// <param name="bind">makes the record once every setting has a value; null where the rules between them have found a fault</param>
/// <param name="check">rules between its settings; looks at <see cref="Values.Valid"/> first</param>
internal sealed class Section<T>(
    string id,
    string title,
    string doc,
    IReadOnlyList<Setting> settings,
    Func<Values, T> bind,
    Action<Values, Reading>? check = null) : ValueKind<T>, ISection
{
    /// <inheritdoc/>
    public string Title => title;

    /// <inheritdoc/>
    public string Doc => doc;

    /// <inheritdoc/>
    public IReadOnlyList<Setting> Settings => settings;

    /// <inheritdoc/>
    public override string Noun => $"a map of {Wording.List(settings.Select(setting => setting.Key))}";

    /// <inheritdoc/>
    public override string Short(SectionLink link) => link(this);

    /// <summary>The same settings under another title.</summary>
    /// <param name="other">what messages call it</param>
    /// <param name="make">makes the record</param>
    /// <param name="rules">rules between its settings</param>
    public Section<T> Titled(string other, Func<Values, T> make, Action<Values, Reading> rules) =>
        new(id, other, doc, settings, make, rules);

    /// <summary>Whether an empty map will do.</summary>
    public bool MayBeEmpty => settings.All(setting => !setting.IsRequired);

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => settings.Select(setting => new Part(setting.Key, setting.Kind));

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out T value) =>
        TryRead(node, slot, reading, tag: null, out value);

    /// <summary>Reads a map in which <paramref name="tag"/> is a key that somebody else has read.</summary>
    public bool TryRead(YamlNode node, Slot slot, Reading reading, string? tag, out T value)
    {
        value = default!;
        if (node is ScalarNode { IsNull: true }) node = MappingNode.Empty(node.At);
        if (node is not MappingNode map) return reading.WrongType(slot, node, Noun);

        var meant = map.Entries
            .Where(entry => entry.Key.Text != tag && Find(entry.Key.Text) is null)
            .Select(entry => Unknown(entry.Key, reading)).ToList();
        var values = new Values(slot, meant);
        foreach (var setting in settings)
        {
            var entry = map.Find(setting.Key);
            if (entry is null && setting.IsRequired && !meant.Contains(setting.Key)) Missing(setting, slot, reading);
            values.Set(setting, setting.Read(entry?.Value, slot.Member(setting.Key, entry?.Key.At ?? slot.At), reading));
        }
        check?.Invoke(values, reading);
        if (!values.AllValid) return false;
        value = bind(values);
        return value is not null;
    }

    /// <inheritdoc/>
    public override ValueKind? Member(string key, MappingNode value) => Find(key)?.Kind;

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions) => Schema(definitions, tag: null);

    /// <summary>The JSON Schema of a map in which <paramref name="tag"/> is one more key.</summary>
    public JsonObject Schema(SchemaDefinitions definitions, KeyValuePair<string, Json>? tag) =>
        definitions.Define(id, () => WholeSchema(definitions, tag));

    /// <summary>That JSON Schema itself, not a reference to it.</summary>
    public JsonObject WholeSchema(SchemaDefinitions definitions, KeyValuePair<string, Json>? tag)
    {
        var properties = new JsonObject();
        if (tag is { } key) properties.Add(key.Key, key.Value);
        foreach (var setting in settings) properties.Add(setting.Key, Property(setting, definitions));
        var schema = new JsonObject
        {
            { "description", doc },
            { "type", MayBeEmpty ? new JsonArray(["object", "null"]) : "object" },
            { "properties", properties },
            { "additionalProperties", false },
        };
        var required = settings.Where(setting => setting.IsRequired).Select(setting => (Json)setting.Key).ToList();
        if (required.Count > 0) schema.Add("required", new JsonArray(required));
        return schema;
    }

    private static JsonObject Property(Setting setting, SchemaDefinitions definitions)
    {
        var property = new JsonObject { { "description", setting.Doc } };
        if (setting.DefaultNode is { } written) property.Add("default", SchemaDefinitions.Value(written));
        var value = setting.Kind.Schema(definitions);
        // What follows from other settings may be left empty.
        if (setting is { IsRequired: false, DefaultNode: null })
            value = new() { { "anyOf", new JsonArray([value, new JsonObject { { "type", "null" } }]) } };
        return property.With(value);
    }

    private Setting? Find(string key) => settings.FirstOrDefault(setting => setting.Key == key);

    /// <summary>Reports a key that is no setting.</summary>
    /// <returns>the setting that it probably meant, which is then not missing as well</returns>
    private string? Unknown(ScalarNode key, Reading reading)
    {
        var keys = settings.Select(setting => setting.Key).ToList();
        var near = settings.FirstOrDefault(setting => setting.Aliases.Contains(key.Text))?.Key ?? Nearest.To(key.Text, keys);
        reading.Report(
            Rules.UnknownSetting, key.At,
            $"{key.Found} is not a setting of {title}; {(near is null ? $"it takes {Wording.List(keys)}" : $"did you mean '{near}'?")}");
        return near;
    }

    private void Missing(Setting setting, Slot slot, Reading reading)
    {
        var owner = slot.Name.Length == 0 ? title : slot.Name == title ? $"'{title}'" : $"'{slot.Name}', {title},";
        reading.Report(Rules.Missing, slot.At, $"{owner} needs '{setting.Key}': {setting.Kind.Wanted(reading.Names)}");
    }
}
