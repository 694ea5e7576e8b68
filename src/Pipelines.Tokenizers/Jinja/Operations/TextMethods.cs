using System.Text;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>The methods of texts, as Python's <c>str</c> has them.</summary>
internal static class TextMethods
{
    private static readonly Dictionary<string, Operation> methods = Operation.Table(
    [
        Of("strip", ["chars"], (text, a) => Trimming.Strip(text, a.Text(0), left: true, right: true)),
        Of("lstrip", ["chars"], (text, a) => Trimming.Strip(text, a.Text(0), left: true, right: false)),
        Of("rstrip", ["chars"], (text, a) => Trimming.Strip(text, a.Text(0), left: false, right: true)),
        Of("removeprefix", ["prefix"], (text, a) => Trimming.WithoutPrefix(text, a.Text(0)!.Text), required: 1),
        Of("removesuffix", ["suffix"], (text, a) => Trimming.WithoutSuffix(text, a.Text(0)!.Text), required: 1),
        Of("upper", [], (text, _) => Casing.Upper(text)),
        Of("lower", [], (text, _) => Casing.Lower(text)),
        Of("title", [], (text, _) => Casing.Title(text)),
        Of("capitalize", [], (text, _) => Casing.Capitalize(text)),
        Of("split", ["sep", "maxsplit"], (text, a) => new ListValue(Splitting.Split(text, a.Text(0), a.Integer(1, -1)))),
        Of("rsplit", ["sep", "maxsplit"], (text, a) => new ListValue(Splitting.SplitFromEnd(text, a.Text(0), a.Integer(1, -1)))),
        Of("splitlines", ["keepends"], (text, a) => new ListValue(Splitting.Lines(text, a.Flag(0)))),
        Of("partition", ["sep"], (text, a) => Splitting.Partition(text, a.Text(0)!, last: false), required: 1),
        Of("rpartition", ["sep"], (text, a) => Splitting.Partition(text, a.Text(0)!, last: true), required: 1),
        Of("replace", ["old", "new", "count"], (text, a) => Replacing.Replace(text, a.Text(0)!, a.Text(1)!, a.Integer(2, -1)), required: 2),
        Of("join", ["items"], (text, a) => Joining.Strict(text, a[0]!), required: 1),
        Of("startswith", ["prefix", "start", "end"], (text, a) => Finding.Touches(text, a, atStart: true), required: 1),
        Of("endswith", ["suffix", "start", "end"], (text, a) => Finding.Touches(text, a, atStart: false), required: 1),
        Of("find", ["sub", "start", "end"], (text, a) => Finding.Find(text, a, last: false), required: 1),
        Of("rfind", ["sub", "start", "end"], (text, a) => Finding.Find(text, a, last: true), required: 1),
        Of("count", ["sub", "start", "end"], (text, a) => Finding.Count(text, a), required: 1),
        Of("isdigit", [], (text, _) => All(text, Rune.IsDigit)),
        Of("isalpha", [], (text, _) => All(text, Rune.IsLetter)),
        Of("isalnum", [], (text, _) => All(text, Rune.IsLetterOrDigit)),
        Of("isspace", [], (text, _) => All(text, rune => Trimming.IsSpace(rune.Value))),
        Of("isupper", [], (text, _) => BooleanValue.Of(text.Text.Any(char.IsUpper) && !text.Text.Any(char.IsLower))),
        Of("islower", [], (text, _) => BooleanValue.Of(text.Text.Any(char.IsLower) && !text.Text.Any(char.IsUpper))),
        Of("ljust", ["width", "fillchar"], (text, a) => Padding.Pad(text, a, left: false), required: 1),
        Of("rjust", ["width", "fillchar"], (text, a) => Padding.Pad(text, a, left: true), required: 1),
        Of("zfill", ["width"], (text, a) => Padding.Zeros(text, a.Integer(0, 0)), required: 1),
        new("format", [], (text, a) => BraceFormat.Format((TextValue)text, a.Given)) { TakesMore = true },
    ]);

    /// <summary>The names of the methods.</summary>
    public static IEnumerable<string> Names => methods.Keys;

    /// <summary>A method of a text, or null.</summary>
    public static FunctionValue? Of(TextValue text, string name) => methods.GetValueOrDefault(name)?.Of(text);

    private static Operation Of(string name, string[] parameters, Func<TextValue, Bound, Value> apply, int required = 0) =>
        new(name, parameters, (input, arguments) => apply((TextValue)input, arguments)) { Required = required };

    private static BooleanValue All(TextValue text, Func<Rune, bool> holds) =>
        BooleanValue.Of(text.Text.Length > 0 && text.Text.EnumerateRunes().All(holds));
}
