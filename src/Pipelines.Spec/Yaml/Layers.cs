using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Yaml;

/// <summary>Lays one file or override over another.</summary>
internal static class Layers
{
    /// <summary>
    /// <paramref name="later"/> over <paramref name="earlier"/>: maps go together key by key, everything else is replaced, and so is a
    /// choice that becomes another one (<paramref name="kind"/> knows): an <c>sgd</c> leaves nothing of an <c>adamw</c> below it.
    /// </summary>
    public static YamlNode Merge(ValueKind? kind, YamlNode earlier, YamlNode later)
    {
        if (earlier is not MappingNode below || later is not MappingNode above || kind?.Replaces(below, above) == true) return later;
        var added = above.Entries.Where(entry => below.Find(entry.Key.Text) is null).ToList();
        var whole = new MappingNode([.. below.Entries.Select(entry => above.Find(entry.Key.Text) ?? entry), .. added], above.At);
        var merged = below.Entries.Select(entry => Entry(kind, whole, entry, above.Find(entry.Key.Text)));
        return new MappingNode([.. merged, .. added], above.At);
    }

    /// <param name="whole">both maps, from which the key's kind may be told</param>
    private static YamlEntry Entry(ValueKind? kind, MappingNode whole, YamlEntry below, YamlEntry? above) => above is null
        ? below
        : new(above.Key, Merge(kind?.Member(below.Key.Text, whole), below.Value, above.Value));
}
