using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>
/// What a setting's value may be. One object says it for the reader, the messages, the JSON Schema and the reference pages.
/// </summary>
internal abstract class ValueKind
{
    /// <summary>What is expected, as a message says it: <c>a whole number from 1 to 4096</c>.</summary>
    public abstract string Noun { get; }

    /// <summary>What of <see cref="Noun"/> fits in a table's cell.</summary>
    public virtual string Short => Noun;

    /// <summary>The kinds within it that have settings of their own.</summary>
    public virtual IEnumerable<ValueKind> Parts => [];

    /// <summary>What to say when a value is missing; a reference lists what it may name.</summary>
    public virtual string Wanted(DefinedNames defined) => Noun;

    /// <summary>Its JSON Schema.</summary>
    public abstract JsonObject Schema(SchemaDefinitions definitions);

    /// <summary>The JSON Schemas of values that stand under names which say of what kind they are, or null.</summary>
    public virtual JsonObject? SchemasByName(SchemaDefinitions definitions) => null;

    /// <summary>The kind of what stands under a key of a value of this kind, or null when nothing may.</summary>
    /// <param name="key">the key</param>
    /// <param name="value">the value, which may say which of several kinds it is</param>
    public virtual ValueKind? Member(string key, MappingNode value) => null;

    /// <summary>Whether a later map replaces an earlier one as a whole where files are laid over each other, instead of key by key.</summary>
    public virtual bool Replaces(MappingNode earlier, MappingNode later) => false;
}

/// <summary>What a setting's value may be, and what it becomes.</summary>
internal abstract class ValueKind<T> : ValueKind
{
    /// <summary>This kind for a value under a name of the user's own.</summary>
    public virtual ValueKind<T> Named(string name) => this;

    /// <summary>Reads <paramref name="node"/>, reporting everything that is wrong with it.</summary>
    /// <returns>whether there is a value; a collection gives its good items even when others are wrong</returns>
    public abstract bool TryRead(YamlNode node, Slot slot, Reading reading, out T value);
}
