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

    /// <summary>What is expected, as a table's cell says it, in Markdown.</summary>
    /// <param name="link">gives the link to what is described elsewhere</param>
    public virtual string Short(SectionLink link) => Noun;

    /// <summary>What else the reference says of it, in Markdown, or null.</summary>
    public virtual string? Detail => null;

    /// <summary>The kinds of what stands within it.</summary>
    public virtual IEnumerable<Part> Parts => [];

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

    /// <summary>Whether, where files are laid over each other, a later map replaces an earlier one as a whole.</summary>
    public virtual bool Replaces(MappingNode earlier, MappingNode later) => false;
}

/// <summary>What a page shows where a value is described in a section of its own: a link to that section, or its title.</summary>
internal delegate string SectionLink(ISection section);

/// <summary>A kind within another.</summary>
/// <param name="Segment">what leads there in a path: a key, <c>&lt;name&gt;</c> for any, or null when nothing does</param>
/// <param name="Kind">what stands there</param>
/// <param name="Tag">the key and word within it that tell that it is of this kind, or null when nothing need tell</param>
internal readonly record struct Part(string? Segment, ValueKind Kind, Tag? Tag = null);

/// <summary>A key whose word tells of what kind a map is.</summary>
/// <param name="Key">the key: <c>kind</c></param>
/// <param name="Word">the word: <c>bpe</c></param>
/// <param name="Doc">what the key is for</param>
internal sealed record Tag(string Key, string Word, string Doc);

/// <summary>What a setting's value may be, and what it becomes.</summary>
internal abstract class ValueKind<T> : ValueKind
{
    /// <summary>This kind for a value under a name of the user's own.</summary>
    public virtual ValueKind<T> Named(string name) => this;

    /// <summary>Reads <paramref name="node"/>, reporting everything that is wrong with it.</summary>
    /// <returns>whether there is a value; a collection gives its good items even when others are wrong</returns>
    public abstract bool TryRead(YamlNode node, Slot slot, Reading reading, out T value);
}
