using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A value, or the word <c>none</c>.</summary>
internal sealed class OptionalKind<T>(ValueKind<T> inner) : ValueKind<Given<T>?>
{
    /// <summary>What stands where there is no value.</summary>
    public const string None = "none";

    /// <inheritdoc/>
    public override string Noun => $"{inner.Noun}, or {None}";

    /// <inheritdoc/>
    public override string Short(SectionLink link) => $"{inner.Short(link)}, or `{None}`";

    /// <inheritdoc/>
    public override string? Detail => inner.Detail;

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => [new(null, inner)];

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out Given<T>? value)
    {
        value = null;
        if (node is ScalarNode { Quoted: false, Text: None }) return true;
        if (node is ScalarNode { IsNull: false } && inner is ISection) return reading.WrongType(slot, node, Noun);
        if (!inner.TryRead(node, slot, reading, out var read)) return false;
        value = new(read);
        return true;
    }

    /// <inheritdoc/>
    public override ValueKind? Member(string key, MappingNode value) => inner.Member(key, value);

    /// <inheritdoc/>
    public override bool Replaces(MappingNode earlier, MappingNode later) => inner.Replaces(earlier, later);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        { "anyOf", new JsonArray([new JsonObject { { "const", None } }, inner.Schema(definitions)]) },
    };
}

/// <summary>A value that might have been <c>none</c>.</summary>
internal sealed record Given<T>(T Value);
