using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A value that is a single word, number or text.</summary>
internal abstract class ScalarKind<T> : ValueKind<T>
{
    /// <inheritdoc/>
    public sealed override bool TryRead(YamlNode node, Slot slot, Reading reading, out T value)
    {
        if (node is ScalarNode { IsNull: false } scalar) return TryParse(scalar, slot, reading, out value);
        value = default!;
        return reading.WrongType(slot, node, Noun);
    }

    /// <inheritdoc/>
    public sealed override JsonObject Schema(SchemaDefinitions definitions)
    {
        IReadOnlyList<JsonObject> all = TakesAnyText ? Forms : [.. Forms, definitions.Environment];
        return all.Count == 1 ? all[0] : new() { { "anyOf", new JsonArray(all) } };
    }

    /// <summary>Whether <see cref="Forms"/> let <c>${NAME:default}</c> pass already.</summary>
    protected virtual bool TakesAnyText => false;

    /// <summary>The JSON Schemas of the ways to write it.</summary>
    protected abstract IReadOnlyList<JsonObject> Forms { get; }

    /// <summary>Reads what is written, which is not nothing.</summary>
    protected abstract bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out T value);
}
