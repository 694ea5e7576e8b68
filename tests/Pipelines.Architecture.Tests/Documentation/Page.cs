using System.Text.RegularExpressions;

namespace Pipelines.Architecture.Tests.Documentation;

/// <summary>A page in Markdown.</summary>
/// <param name="Path">where it lies, from the root</param>
internal sealed partial record Page(string Path)
{
    private readonly string text = Repository.Text(Path);

    /// <summary>Every page of the repository.</summary>
    public static IEnumerable<string> Paths => Repository.Files("*.md");

    /// <summary>Where its links lead, but for those to other places: as they are written.</summary>
    public IEnumerable<string> Links => Link().Matches(CodeSpan().Replace(Block().Replace(text, ""), ""))
        .Select(match => match.Groups[1].Value).Where(link => !Elsewhere().IsMatch(link));

    /// <summary>The lines that a person types, out of blocks without a language.</summary>
    public IEnumerable<string> TypedLines => Block().Matches(text)
        .Where(match => match.Groups[1].Value.Length == 0).SelectMany(match => match.Groups[2].Value.Split('\n'));

    /// <summary>The keys of its YAML.</summary>
    public IEnumerable<string> YamlKeys => Block().Matches(text)
        .Where(match => match.Groups[1].Value == "yaml").SelectMany(match => KeysOf(match.Groups[2].Value));

    /// <summary>The file or folder that a link leads to, from the root; null when it leads out of the repository.</summary>
    public string? Target(string link)
    {
        var path = link.Split('#')[0];
        if (path.Length == 0) return Path;
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.Combine(Repository.Root, Path))!;
        var target = System.IO.Path.GetRelativePath(Repository.Root, System.IO.Path.GetFullPath(path, folder)).Replace('\\', '/');
        return target.StartsWith("..", StringComparison.Ordinal) ? null : target;
    }

    /// <summary>Its anchors, as hosts of repositories make them of headings.</summary>
    public IEnumerable<string> Anchors()
    {
        var seen = new Dictionary<string, int>();
        foreach (Match heading in Heading().Matches(Block().Replace(text, "")))
        {
            var words = LinkText().Replace(heading.Groups[1].Value, "$1").Trim().ToLowerInvariant();
            var anchor = NoPartOfAnchors().Replace(words, "").Replace(' ', '-');
            seen[anchor] = seen.GetValueOrDefault(anchor) + 1;
            yield return seen[anchor] == 1 ? anchor : $"{anchor}-{seen[anchor] - 1}";
        }
    }

    /// <summary>The keys of a text in YAML.</summary>
    public static IEnumerable<string> KeysOf(string yaml) => Key().Matches(yaml).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^[a-z]+:")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"(?ms)^[ ]*```([a-z]*)[^\n]*\n(.*?)^[ ]*```")]
    private static partial Regex Block();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"(?m)^#{1,6} (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}_ -]")]
    private static partial Regex NoPartOfAnchors();

    [GeneratedRegex(@"(?m)^ +([a-z][a-z0-9_-]*):")]
    private static partial Regex Key();
}
