using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Values as JSON, as Python's <c>json.dumps</c> writes it: the filter <c>tojson</c>.</summary>
internal sealed class JsonText
{
    private readonly TextBuilder output = new();
    private readonly string? indentation;
    private readonly string itemSeparator;
    private readonly string keySeparator;
    private readonly bool ascii;
    private readonly bool sorted;

    private JsonText(Bound arguments)
    {
        ascii = arguments.Flag(0);
        indentation = arguments[1] is TextValue text ? text.Text
            : arguments[1] is null or NoneValue ? null
            : new string(' ', Math.Clamp(arguments.Integer(1, 0), 0, 100));
        (itemSeparator, keySeparator) = (indentation is null ? ", " : ",", ": ");
        if (arguments[2] is ListValue { List: [TextValue item, TextValue key] }) (itemSeparator, keySeparator) = (item.Text, key.Text);
        sorted = arguments.Flag(3);
    }

    /// <summary>The JSON of a value.</summary>
    /// <exception cref="JinjaException">something that JSON has no form for</exception>
    public static TextValue Write(Value value, Bound arguments)
    {
        var json = new JsonText(arguments);
        json.Write(value, 0);
        return json.output.ToText();
    }

    private void Write(Value value, int depth)
    {
        Nesting.Check();
        switch (value)
        {
            case TextValue text:
                output.Append(text.Remade(Quote(text.Text)));
                break;
            case ListValue list:
                WriteItems('[', ']', list.List, depth, item => Write(item, depth + 1));
                break;
            case MapValue map:
                var entries = sorted ? map.Entries.OrderBy(entry => Key(entry.Key).Text, StringComparer.Ordinal).ToArray() : map.Entries;
                WriteItems('{', '}', entries, depth, entry =>
                {
                    var key = Key(entry.Key);
                    output.Append(key.Remade(Quote(key.Text))).Append(keySeparator);
                    Write(entry.Value, depth + 1);
                });
                break;
            default:
                output.Append(Scalar(value) ?? throw new JinjaException($"'tojson' has no form for {value.Described}"));
                break;
        }
    }

    private void WriteItems<T>(char open, char close, IReadOnlyList<T> items, int depth, Action<T> write)
    {
        output.Append([open]);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) output.Append(itemSeparator);
            BreakLine(depth + 1);
            write(items[i]);
        }

        if (items.Count > 0) BreakLine(depth);
        output.Append([close]);
    }

    private void BreakLine(int depth)
    {
        if (indentation is null) return;
        output.Append("\n");
        for (var i = 0; i < depth; i++) output.Append(indentation);
    }

    private static TextValue Key(Value key) => key as TextValue
        ?? (Scalar(key) is { } scalar
            ? TextValue.Of(scalar)
            : throw new JinjaException($"'tojson' has no form for the key {key.Described}"));

    private static string? Scalar(Value value) => value switch
    {
        NoneValue => "null",
        BooleanValue boolean => boolean.IsTrue ? "true" : "false",
        IntegerValue integer => integer.Number.ToString(CultureInfo.InvariantCulture),
        FloatValue { Number: double.NaN } => "NaN",
        FloatValue { Number: double.PositiveInfinity } => "Infinity",
        FloatValue { Number: double.NegativeInfinity } => "-Infinity",
        FloatValue real => PythonNumber.Print(real.Number),
        _ => null,
    };

    private string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            switch (character)
            {
                case '"': quoted.Append("\\\""); break;
                case '\\': quoted.Append("\\\\"); break;
                case '\n': quoted.Append("\\n"); break;
                case '\r': quoted.Append("\\r"); break;
                case '\t': quoted.Append("\\t"); break;
                case '\b': quoted.Append("\\b"); break;
                case '\f': quoted.Append("\\f"); break;
                case < ' ':
                case > '~' when ascii: quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"); break;
                default: quoted.Append(character); break;
            }
        }

        return quoted.Append('"').ToString();
    }
}
