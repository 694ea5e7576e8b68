using System.Runtime.InteropServices;
using System.Text;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary>
/// Unicode's four normal forms (UAX #15). What .NET has of them it takes from ICU, which programs here run without: there
/// <see cref="string.Normalize()"/> gives back the text that it is given.
/// </summary>
internal static class NormalForms
{
    /// <summary>The text in a normal form. A surrogate without its other half becomes U+FFFD.</summary>
    public static string Apply(string text, NormalizationForm form)
    {
        var compatibility = form is NormalizationForm.FormKC or NormalizationForm.FormKD;
        var composes = form is NormalizationForm.FormC or NormalizationForm.FormKC;

        // Below these nothing decomposes, nor is there anything that combines.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', compatibility ? '\u009F' : composes ? '\u02FF' : '\u00BF')) return text;
        var characters = new List<int>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, compatibility, characters);
        Order(characters);
        if (composes) Compose(characters);
        var result = new StringBuilder(characters.Count);
        foreach (var character in characters) result.Append(new Rune(character).ToString());
        return result.ToString();
    }

    private static void Decompose(int character, bool compatibility, List<int> into)
    {
        if (HangulSyllables.Contains(character))
            into.AddRange(HangulSyllables.Decompose(character));
        else if (Decompositions.Table.Of(character, compatibility) is { } parts)
            foreach (var part in parts) Decompose(part, compatibility, into);
        else
            into.Add(character);
    }

    /// <summary>Puts combining characters that follow each other in the order of their classes; those of one class stay as they are.</summary>
    private static void Order(List<int> characters)
    {
        for (int start = 0, end; start < characters.Count; start = end)
        {
            for (end = start + 1; end < characters.Count && Decompositions.Table.ClassOf(characters[end]) > 0;) end++;
            var first = Decompositions.Table.ClassOf(characters[start]) > 0 ? start : start + 1;
            if (end - first < 2) continue;
            int[] ordered = [.. characters[first..end].OrderBy(Decompositions.Table.ClassOf)];
            for (var i = 0; i < ordered.Length; i++) characters[first + i] = ordered[i];
        }
    }

    /// <summary>Composes each character with the last one before it that begins a character, unless one between them is in the way.</summary>
    private static void Compose(List<int> characters)
    {
        var (kept, starter, lastClass) = (0, -1, 0);
        foreach (var character in CollectionsMarshal.AsSpan(characters))
        {
            var kind = Decompositions.Table.ClassOf(character);
            var isFree = starter >= 0 && (kept == starter + 1 || (lastClass != 0 && lastClass < kind));
            if (isFree && Pair(characters[starter], character) is { } whole)
            {
                characters[starter] = whole;
                continue;
            }

            if (kind == 0) starter = kept;
            lastClass = kind;
            characters[kept++] = character;
        }

        characters.RemoveRange(kept, characters.Count - kept);
    }

    private static int? Pair(int first, int second) =>
        HangulSyllables.Compose(first, second) ?? Decompositions.Table.Composed(first, second);
}
