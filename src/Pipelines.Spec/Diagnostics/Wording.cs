namespace Pipelines.Spec.Diagnostics;

/// <summary>The turns of phrase that every message shares.</summary>
internal static class Wording
{
    /// <summary><c>did you mean 'heads'?</c>, or what is allowed when nothing is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> candidates, string otherwise) =>
        Nearest.To(word, candidates) is { } near ? $"did you mean '{near}'?" : $"{otherwise} {List(candidates)}";

    /// <summary><c>a, b, c</c>, or <c>nothing</c>; a long list ends in how many more there are.</summary>
    public static string List(IEnumerable<string> words)
    {
        const int most = 24;
        var all = words.ToList();
        if (all.Count == 0) return "nothing";
        return all.Count <= most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(most))} and {all.Count - most} more";
    }

    /// <summary><c>auto, fp32 or bf16</c>.</summary>
    public static string OneOf(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Count - 1))} or {all[all.Count - 1]}";
    }

    /// <summary><c>a → b → c</c>; of a long chain the beginning and the end.</summary>
    public static string Chain(IEnumerable<string> links)
    {
        const int most = 12;
        var all = links.ToList();
        if (all.Count > most) all = [.. all.Take(most - 2), "…", all[all.Count - 1]];
        return string.Join(" → ", all);
    }

    /// <summary>A text as a message shows it: one line, in quotes, not too long.</summary>
    public static string Quote(string text)
    {
        const int most = 60;
        var line = new string(text.Take(most).Select(c => char.IsControl(c) ? ' ' : c).ToArray());
        return text.Length <= most ? $"'{line}'" : $"'{line}…'";
    }
}
