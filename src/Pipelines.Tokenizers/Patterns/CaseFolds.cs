namespace Pipelines.Tokenizers;

/// <summary>Characters that fold to an ASCII letter without being its other case: ſ to s, the Kelvin sign to k.</summary>
internal static class CaseFolds
{
    private static readonly (char Letter, char Other)[] All = [('s', '\u017F'), ('S', '\u017F'), ('k', '\u212A'), ('K', '\u212A')];

    /// <summary>A literal where case does not count.</summary>
    public static string Literal(char character)
    {
        var others = string.Concat(Of(character, character).Select(UnicodeSets.Character));
        return others == "" ? UnicodeSets.Character(character) : $"[{UnicodeSets.Character(character)}{others}]";
    }

    /// <summary>Those of the letters from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static IEnumerable<char> Of(char first, char last) =>
        All.Where(fold => first <= fold.Letter && fold.Letter <= last).Select(fold => fold.Other).Distinct();
}
