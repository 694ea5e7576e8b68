using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Yaml;

/// <summary>Lays a file over those that it extends.</summary>
/// <param name="root">the path of the file that is read</param>
/// <param name="resolve">gives the text of another one</param>
/// <param name="kind">what such a file is</param>
/// <param name="diagnostics">takes what is wrong</param>
internal sealed class Extends(string root, Func<string, string?> resolve, ValueKind kind, List<SpecDiagnostic> diagnostics)
{
    /// <summary>The key that names those files.</summary>
    public const string Key = "extends";

    private int files;

    private readonly string folder = root.Substring(0, root.LastIndexOfAny(['/', '\\']) + 1);

    /// <summary>Whether a file could not be laid below, so that what is missing in the whole cannot be told.</summary>
    public bool Failed { get; private set; }

    /// <summary><paramref name="file"/> over everything that it extends.</summary>
    public MappingNode Resolve(MappingNode file) => Resolve(file, [root.Substring(folder.Length)]);

    private MappingNode Resolve(MappingNode file, IReadOnlyList<string> chain)
    {
        if (file.Find(Key) is not { } entry) return file;
        MappingNode? below = null;
        foreach (var item in entry.Value is SequenceNode list ? list.Items : [entry.Value])
        {
            if (item is not ScalarNode { IsNull: false } name)
                Report(Rules.WrongType, item.At, $"{Key} is {item.Found}; expected the path of a pipeline file, or a list of them");
            else if (Base(name, chain) is { } read)
                below = below is null ? read : (MappingNode)Layers.Merge(kind, below, read);
        }
        var own = new MappingNode(file.Entries.Where(other => other != entry).ToList(), file.At);
        return below is null ? own : (MappingNode)Layers.Merge(kind, below, own);
    }

    private MappingNode? Base(ScalarNode name, IReadOnlyList<string> chain)
    {
        var path = Relative(chain[chain.Count - 1], name.Text);
        if (chain.Contains(path))
            return Report(Rules.ExtendsCycle, name.At, $"files extend each other in a circle: {string.Join(" → ", chain)} → {path}");
        if (++files > YamlLimits.ExtendedFiles)
        {
            return files > YamlLimits.ExtendedFiles + 1
                ? null
                : Report(Rules.TooLarge, name.At, $"{YamlLimits.ExtendedFiles} other files are extended already; no more are read");
        }
        if (resolve(path) is not { } text)
            return Report(Rules.ExtendsMissing, name.At, $"{Key} names {Wording.Quote(name.Text)}, and there is no file '{folder}{path}'");
        var node = YamlTree.Read(folder + path, text, diagnostics);
        Failed |= node is null;
        if (node is MappingNode map) return Resolve(map, [.. chain, path]);
        return node is null ? null : Report(Rules.WrongType, node.At, $"the file is {node.Found}; expected {kind.Noun}");
    }

    private MappingNode? Report(Rule rule, SourcePosition at, string message)
    {
        diagnostics.Add(rule.At(at, message));
        Failed = true;
        return null;
    }

    /// <summary>A path named by one file, as seen from the folder of the file that is read.</summary>
    private static string Relative(string from, string to)
    {
        var segments = new List<string>();
        foreach (var segment in $"{from.Substring(0, from.LastIndexOf('/') + 1)}{to.Replace('\\', '/')}".Split('/'))
        {
            if (segment == "..") Up(segments);
            else if (segment is not ".") segments.Add(segment);
        }
        return string.Join("/", segments);
    }

    private static void Up(List<string> segments)
    {
        if (segments.Count == 0 || segments[segments.Count - 1] == "..") segments.Add("..");
        else segments.RemoveAt(segments.Count - 1);
    }
}
