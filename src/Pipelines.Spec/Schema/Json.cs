using System.Globalization;
using System.Text;

namespace Pipelines.Spec.Schema;

/// <summary>A JSON value on its way out: netstandard2.0 brings no JSON of its own.</summary>
internal abstract class Json
{
    public static implicit operator Json(string text) => new JsonText(text);

    public static implicit operator Json(bool value) => new JsonWord(value ? "true" : "false");

    public static implicit operator Json(double value) => new JsonWord(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Two spaces a level, LF line ends, one line where it is short.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text, 0);
        return text.Append('\n').ToString();
    }

    internal abstract void Write(StringBuilder text, int level);

    private protected static void Open(StringBuilder text, char bracket, int level) =>
        text.Append(bracket).Append('\n').Append(' ', 2 * (level + 1));

    private protected static void Close(StringBuilder text, char bracket, int level) =>
        text.Append('\n').Append(' ', 2 * level).Append(bracket);
}

/// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>, as written.</summary>
internal sealed class JsonWord(string word) : Json
{
    internal override void Write(StringBuilder text, int level) => text.Append(word);
}

/// <summary>A string.</summary>
internal sealed class JsonText(string value) : Json
{
    internal override void Write(StringBuilder text, int level)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c == '\n') text.Append("\\n");
            else if (c < ' ') text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }
        text.Append('"');
    }
}

/// <summary>A list.</summary>
internal sealed class JsonArray(IEnumerable<Json> items) : Json
{
    private readonly Json[] items = items.ToArray();

    internal override void Write(StringBuilder text, int level)
    {
        if (items.All(item => item is JsonText or JsonWord))
        {
            text.Append('[');
            for (var i = 0; i < items.Length; i++)
            {
                if (i > 0) text.Append(", ");
                items[i].Write(text, level);
            }
            text.Append(']');
            return;
        }
        Open(text, '[', level);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(",\n").Append(' ', 2 * (level + 1));
            items[i].Write(text, level + 1);
        }
        Close(text, ']', level);
    }
}

/// <summary>An object, its members in the order in which they were added.</summary>
internal sealed class JsonObject : Json, IEnumerable<KeyValuePair<string, Json>>
{
    private readonly List<KeyValuePair<string, Json>> members = [];

    /// <summary>Adds a member.</summary>
    public void Add(string name, Json value) => members.Add(new(name, value));

    /// <summary>This object with the members of <paramref name="more"/> after its own.</summary>
    public JsonObject With(JsonObject more)
    {
        members.AddRange(more.members);
        return this;
    }

    public IEnumerator<KeyValuePair<string, Json>> GetEnumerator() => members.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    internal override void Write(StringBuilder text, int level)
    {
        if (members.Count == 0)
        {
            text.Append("{}");
            return;
        }
        Open(text, '{', level);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0) text.Append(",\n").Append(' ', 2 * (level + 1));
            new JsonText(members[i].Key).Write(text, level + 1);
            text.Append(": ");
            members[i].Value.Write(text, level + 1);
        }
        Close(text, '}', level);
    }
}
