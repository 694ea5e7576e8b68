using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A value that is read later, once what it inherits is laid below it.</summary>
/// <param name="inner">what it is then read as</param>
internal sealed class DeferredKind(ValueKind inner) : ValueKind<YamlNode>
{
    /// <inheritdoc/>
    public override string Noun => inner.Noun;

    /// <inheritdoc/>
    public override string Short(SectionLink link) => inner.Short(link);

    /// <inheritdoc/>
    public override string? Detail => inner.Detail;

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => [new(null, inner)];

    /// <inheritdoc/>
    public override string Wanted(DefinedNames defined) => inner.Wanted(defined);

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out YamlNode value)
    {
        value = node;
        return true;
    }

    /// <inheritdoc/>
    public override ValueKind? Member(string key, MappingNode value) => inner.Member(key, value);

    /// <inheritdoc/>
    public override bool Replaces(MappingNode earlier, MappingNode later) => inner.Replaces(earlier, later);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions) => inner.Schema(definitions);
}
