using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Schema;

/// <summary>The named parts of a JSON Schema, each written once however often it is used.</summary>
internal sealed class SchemaDefinitions
{
    private readonly Dictionary<string, JsonObject> written = [];

    /// <summary>What any value but a text may also be: <c>${NAME:default}</c>.</summary>
    public JsonObject Environment => Define("environment", static () => new()
    {
        { "description", "An environment variable and what to take where it is not set: ${NAME:default}" },
        { "type", "string" },
        { "pattern", EnvironmentVariables.Pattern },
    });

    /// <summary>Writes a part on first use; a reference to it always.</summary>
    public JsonObject Define(string id, Func<JsonObject> write)
    {
        if (!written.ContainsKey(id))
        {
            written[id] = [];
            written[id] = write();
        }
        return new() { { "$ref", $"#/$defs/{id}" } };
    }

    /// <summary>All parts, by name.</summary>
    public JsonObject ToJson()
    {
        var all = new JsonObject();
        foreach (var part in written.OrderBy(part => part.Key, StringComparer.Ordinal)) all.Add(part.Key, part.Value);
        return all;
    }

    /// <summary>A YAML value in JSON.</summary>
    public static Json Value(YamlNode node)
    {
        switch (node)
        {
            case SequenceNode list:
                return new JsonArray(list.Items.Select(Value));
            case MappingNode map:
                var members = new JsonObject();
                foreach (var entry in map.Entries) members.Add(entry.Key.Text, Value(entry.Value));
                return members;
            default:
                var scalar = (ScalarNode)node;
                if (scalar.IsNull) return new JsonWord("null");
                if (!scalar.Quoted && Numeral.TryParse(scalar.Text, out var number)) return number;
                return scalar is { Quoted: false, Text: "true" or "false" } ? scalar.Text == "true" : scalar.Text;
        }
    }
}
