using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>Settings by their paths, written as YAML with one setting a line, so that a line belongs to the argument that wrote it.</summary>
internal sealed class SettingTree
{
    private readonly List<(string Key, SettingTree Value)> children = [];
    private readonly SourcePosition position;
    private string? value;

    /// <summary>An empty section.</summary>
    /// <param name="position">what it belongs to</param>
    public SettingTree(SourcePosition position) => this.position = position;

    /// <summary>Puts <paramref name="value"/> at <paramref name="path"/>; null makes a section there.</summary>
    public void Add(string path, string? value, SourcePosition at)
    {
        var node = this;
        foreach (var key in path.Split('.')) node = node.Child(key, at);
        node.value = value;
    }

    /// <summary>Writes the children at <paramref name="indent"/>, the first of them after <paramref name="start"/>.</summary>
    public void Write(List<(string Text, SourcePosition Position)> lines, int indent, string start = "")
    {
        foreach (var (key, child) in children)
        {
            var lead = (start + new string(' ', indent)).Substring(0, Math.Max(indent, start.Length));
            var end = child.children.Count > 0 ? "" : $" {child.value ?? "{}"}";
            lines.Add(($"{lead}{key}:{end}", child.position));
            child.Write(lines, indent + 2);
            start = "";
        }
    }

    private SettingTree Child(string key, SourcePosition at)
    {
        foreach (var child in children)
            if (child.Key == key) return child.Value;
        var added = new SettingTree(at);
        children.Add((key, added));
        return added;
    }
}
