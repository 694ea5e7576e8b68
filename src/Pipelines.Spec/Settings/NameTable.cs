namespace Pipelines.Spec.Settings;

/// <summary>Names in the order of the file, each with what it makes, if it makes anything.</summary>
internal sealed class NameTable(IReadOnlyList<KeyValuePair<string, Artifact?>> entries)
{
    private readonly Dictionary<string, Artifact?> byName = entries.ToDictionary(entry => entry.Key, entry => entry.Value);

    /// <summary>The names.</summary>
    public IEnumerable<string> All => entries.Select(entry => entry.Key);

    /// <summary>Whether there is such a name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>What a name makes, or null when nothing tells.</summary>
    public Artifact? MadeBy(string name) => byName[name];
}
