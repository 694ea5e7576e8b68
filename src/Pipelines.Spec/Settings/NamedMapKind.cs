using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A map from names of the user's own to values of one kind.</summary>
/// <param name="item">what stands under each name</param>
/// <param name="noun">what the names are of: <c>a model</c></param>
internal sealed class NamedMapKind<T>(ValueKind<T> item, string noun) : ValueKind<EquatableArray<T>>
{
    /// <inheritdoc/>
    public override string Noun => $"a map from a name to {noun}";

    /// <inheritdoc/>
    public override string Short(SectionLink link) => $"names, and under each {item.Short(link)}";

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => [new("<name>", item)];

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out EquatableArray<T> value)
    {
        value = default;
        if (node is ScalarNode { IsNull: true }) return true;
        if (node is not MappingNode map) return reading.WrongType(slot, node, Noun);
        var items = new List<T>();
        var names = true;
        foreach (var entry in map.Entries)
        {
            names &= CSharpName.Check(entry.Key, noun, reading);
            var place = slot.Member(entry.Key.Text, entry.Key.At);
            if (item.Named(entry.Key.Text).TryRead(entry.Value, place, reading, out var read)) items.Add(read);
        }
        value = new(items);
        return names && items.Count == map.Entries.Count;
    }

    /// <inheritdoc/>
    public override ValueKind? Member(string key, MappingNode value) => item.Named(key);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject
        {
            { "type", new JsonArray(["object", "null"]) },
            { "propertyNames", new JsonObject { { "pattern", CSharpName.Pattern } } },
        };
        if (item.SchemasByName(definitions) is { } named) schema.Add("properties", named);
        schema.Add("additionalProperties", item.Schema(definitions));
        return schema;
    }
}
