using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Modules;

/// <summary>Which projections of a model an adapter stands beside.</summary>
public static class AdapterTargets
{
    /// <summary>The projections that <paramref name="targets"/> name, each once, with their paths, in the model's order.</summary>
    /// <param name="model">the model</param>
    /// <param name="targets">names and patterns, see <see cref="AdapterOptions"/>; empty for all within the numbered blocks</param>
    /// <exception cref="AdapterTargetException">one of them matches nothing: what it could match is in the message</exception>
    public static IReadOnlyList<(string Path, Projection Projection)> Of(LanguageModel model, IReadOnlyList<string> targets)
    {
        var all = All(model);
        if (targets.Count == 0) return [.. all.Where(found => IsInBlock(found.Path))];

        foreach (var target in targets)
            if (!all.Any(found => Matches(target, found.Path))) throw NoMatch(target, model, all);
        return [.. all.Where(found => targets.Any(target => Matches(target, found.Path)))];
    }

    /// <summary>
    /// Whether <paramref name="target"/> names the projection at <paramref name="path"/>: the whole of it, or what follows one of its dots.
    /// </summary>
    public static bool Matches(string target, string path)
    {
        if (target.AsSpan().IndexOfAny("*?[") < 0)
            return path == target || (path.EndsWith(target, StringComparison.Ordinal) && path[^(target.Length + 1)] == '.');
        return Regex.IsMatch(path, Expression(target), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>Every projection but the head, with its path.</summary>
    private static List<(string Path, Projection Projection)> All(LanguageModel model) =>
    [
        .. model.named_modules()
            .Where(named => named.module is Projection projection && !IsHead(projection, model))
            .Select(named => (named.name, (Projection)named.module)),
    ];

    private static bool IsHead(Projection projection, LanguageModel model) =>
        projection is IPackable { Full: { } weight } && ReferenceEquals(weight, model.HeadWeight);

    /// <summary>Blocks are numbered, and so are experts; nothing else is.</summary>
    private static bool IsInBlock(string path) => path.Split('.').Any(step => step.All(char.IsAsciiDigit));

    private static string Expression(string target)
    {
        var text = new StringBuilder(@"(^|\.)");
        for (var i = 0; i < target.Length; i++)
        {
            var end = target[i] == '[' ? target.IndexOf(']', i + 1) : -1;
            if (end > i + 1)
            {
                text.Append('[').Append(Regex.Escape(target[(i + 1)..end]).Replace("]", @"\]", StringComparison.Ordinal)).Append(']');
                i = end;
            }
            else
                text.Append(target[i] switch { '*' => ".*", '?' => ".", var other => Regex.Escape(other.ToString()) });
        }
        return text.Append('$').ToString();
    }

    private static AdapterTargetException NoMatch(string target, LanguageModel model, List<(string Path, Projection Projection)> all)
    {
        var names = all.Select(found => found.Path[(found.Path.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal);
        var example = all.Count > 0 ? $" (whole paths are like {all[^1].Path})" : "";
        return new(
            $"the adapter's target '{target}' matches no projection of {model.GetName()}; there are {string.Join(", ", names)}{example}");
    }
}
