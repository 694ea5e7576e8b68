using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>Where each setting of a pipeline file stands. Kept apart from the spec, so that moving a line changes no spec.</summary>
public sealed class SourceMap
{
    private readonly MappingNode? root;

    internal SourceMap(MappingNode? root) => this.root = root;

    /// <summary>Where a setting is written, by its path (<c>models.docs-lm.dim</c>), or null when it is not.</summary>
    public SettingPosition? At(string path)
    {
        YamlNode? node = root;
        YamlEntry? entry = null;
        foreach (var key in path.Split('.'))
        {
            entry = (node as MappingNode)?.Find(key);
            if (entry is null) return null;
            node = entry.Value;
        }
        return new(entry!.Key.At, entry.Value.At);
    }

    /// <summary>Where a setting is written, or else the nearest that encloses it; null when nothing of the path is written.</summary>
    public SettingPosition? Find(string path)
    {
        for (; ; path = path.Substring(0, path.LastIndexOf('.')))
        {
            if (At(path) is { } position) return position;
            if (path.LastIndexOf('.') < 0) return null;
        }
    }
}

/// <summary>Where a setting stands.</summary>
/// <param name="Key">its name</param>
/// <param name="Value">its value</param>
public sealed record SettingPosition(SourcePosition Key, SourcePosition Value);
