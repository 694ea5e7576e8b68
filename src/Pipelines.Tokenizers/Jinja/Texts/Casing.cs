using System.Text;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Upper and lower case, character by character.</summary>
internal static class Casing
{
    /// <summary>All in upper case.</summary>
    public static TextValue Upper(TextValue text) => text.Remade(text.Text.ToUpperInvariant());

    /// <summary>All in lower case.</summary>
    public static TextValue Lower(TextValue text) => text.Remade(text.Text.ToLowerInvariant());

    /// <summary>The first character in upper case, the others in lower case.</summary>
    public static TextValue Capitalize(TextValue text) => Cased(text, (_, at) => at == 0);

    /// <summary>Letters behind anything but a letter in upper case, the others in lower case: <c>str.title</c>.</summary>
    public static TextValue Title(TextValue text) => Cased(text, (whole, at) => at == 0 || !char.IsLetter(whole[at - 1]));

    /// <summary>
    /// Characters behind white space, a hyphen or an opening bracket in upper case, the others in lower case: the filter <c>title</c>.
    /// </summary>
    public static TextValue Words(TextValue text) =>
        Cased(text, (whole, at) => at == 0 || Trimming.IsSpace(whole[at - 1]) || "-({[<".Contains(whole[at - 1]));

    private static TextValue Cased(TextValue text, Func<string, int, bool> isUpper)
    {
        var cased = new StringBuilder(text.Text.Length);
        for (var at = 0; at < text.Text.Length; at++)
            cased.Append(isUpper(text.Text, at) ? char.ToUpperInvariant(text.Text[at]) : char.ToLowerInvariant(text.Text[at]));
        return text.Remade(cased.ToString());
    }
}
