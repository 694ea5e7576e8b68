using System.Globalization;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>Where each setting of a pipeline file stands. Kept apart from the spec, so that moving a line changes no spec.</summary>
public sealed class SourceMap
{
    private readonly MappingNode? root;

    internal SourceMap(MappingNode? root) => this.root = root;

    /// <summary>
    /// Where a setting is written, by its path (<c>models.docs-lm.dim</c>, <c>stages.table.tasks[1].choice</c>), or null when it is not.
    /// A value that stands where a list may is the list's only item.
    /// </summary>
    public SettingPosition? At(string path)
    {
        YamlNode? node = root;
        SettingPosition? position = null;
        foreach (var part in path.Split('.'))
        {
            var keys = part.Split('[');
            if ((node as MappingNode)?.Find(keys[0]) is not { } entry) return null;
            (node, position) = (entry.Value, new(entry.Key.At, entry.Value.At));
            foreach (var index in keys.Skip(1).Select(key => int.Parse(key.TrimEnd(']'), CultureInfo.InvariantCulture)))
            {
                node = node is not SequenceNode list ? node : index < list.Items.Count ? list.Items[index] : null;
                if (node is null) return null;
                position = new(node.At, node.At);
            }
        }
        return position;
    }

    /// <summary>Where a key stands in the map at a path, whatever the key is made of; null when it does not.</summary>
    internal SourcePosition? Key(string path, string key) => (Node(path) as MappingNode)?.Find(key)?.Key.At;

    /// <summary>What is written for a setting that is a word, number or text; null when nothing is.</summary>
    internal string? Text(string path) => Node(path) is ScalarNode { IsNull: false } scalar ? scalar.Text : null;

    /// <summary>Where a setting is written, or else the nearest that encloses it; null when nothing of the path is written.</summary>
    public SettingPosition? Find(string path)
    {
        for (; ; path = path.Substring(0, path.LastIndexOf('.')))
        {
            if (At(path) is { } position) return position;
            if (path.LastIndexOf('.') < 0) return null;
        }
    }

    private YamlNode? Node(string path)
    {
        YamlNode? node = root;
        foreach (var key in path.Split('.')) node = (node as MappingNode)?.Find(key)?.Value;
        return node;
    }
}

/// <summary>Where a setting stands.</summary>
/// <param name="Key">its name</param>
/// <param name="Value">its value</param>
public sealed record SettingPosition(SourcePosition Key, SourcePosition Value);
