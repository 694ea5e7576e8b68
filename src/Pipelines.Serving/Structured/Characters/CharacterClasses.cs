using System.Globalization;

namespace Pipelines.Serving;

/// <summary>
/// The classes that expressions have names for. Readings differ (ECMAScript, .NET, ASCII only); a class holds what all count in, its
/// opposite what all leave out, so that a text that is accepted here is accepted by each.
/// </summary>
internal static class CharacterClasses
{
    // In the order of System.Globalization.UnicodeCategory.
    private const string Names = "LuLlLtLmLoMnMcMeNdNlNoZsZlZpCcCfCsCoPcPdPsPePiPfPoSmScSkSoCn";

    public static CodePointSet Digit { get; } = CodePointSet.Of(('0', '9'));

    public static CodePointSet Word { get; } = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    public static CodePointSet Space { get; } = CodePointSet.Of(('\t', '\r'), (' ', ' '));

    private static readonly Lazy<CodePointSet> NoDigit =
        new(() => Opposite(Digit, category => category == UnicodeCategory.DecimalDigitNumber));

    private static readonly Lazy<CodePointSet> NoWord = new(() => Opposite(Word, category => category
        is <= UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation
        or UnicodeCategory.Format));

    private static readonly Lazy<CodePointSet> NoSpace = new(() => Opposite(
        Space.Union(CodePointSet.Of((0x85, 0x85), (0xFEFF, 0xFEFF))),
        category => category
            is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    /// <summary>What <c>.</c> stands for: anything but the end of a line.</summary>
    public static CodePointSet Any { get; } = CodePointSet.Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Complement();

    /// <summary>The class of <c>\d</c>, <c>\W</c> and so on; null where the letter names none.</summary>
    /// <param name="letter">the letter</param>
    /// <param name="widest">what any reading counts in, for a set that is then turned around</param>
    public static CodePointSet? Find(char letter, bool widest = false) => (letter, widest) switch
    {
        ('d', false) => Digit,
        ('w', false) => Word,
        ('s', false) => Space,
        ('D', false) => NoDigit.Value,
        ('W', false) => NoWord.Value,
        ('S', false) => NoSpace.Value,
        ('d' or 'w' or 's', true) => Find(char.ToUpperInvariant(letter))!.Complement(),
        ('D' or 'W' or 'S', true) => Find(char.ToLowerInvariant(letter))!.Complement(),
        _ => null,
    };

    /// <summary>A general category by its short name, such as <c>L</c> or <c>Lu</c>; null where there is none.</summary>
    public static CodePointSet? Category(string name)
    {
        var known = name.Length is 1 or 2
            ? Enumerable.Range(0, 30).Where(i => Names.Substring(2 * i, name.Length) == name).ToHashSet()
            : [];
        return known.Count == 0
            ? null
            : CodePointSet.Where(character => known.Contains((int)CharUnicodeInfo.GetUnicodeCategory(character)));
    }

    private static CodePointSet Opposite(CodePointSet own, Func<UnicodeCategory, bool> counted) =>
        CodePointSet.Where(character => !counted(CharUnicodeInfo.GetUnicodeCategory(character))).Except(own);
}
