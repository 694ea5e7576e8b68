namespace Pipelines.Tokenizers.Jinja;

/// <summary>The attribute of items that filters are told: a key, an index, or several with dots between.</summary>
internal static class AttributePath
{
    /// <summary>Gives the attribute of an item; the item itself where none is told.</summary>
    /// <exception cref="JinjaException">the attribute is neither a text nor a whole number</exception>
    public static Func<Value, Value> Getter(Value? attribute) => attribute switch
    {
        null or NoneValue => item => item,
        TextValue path => Getter(path.Text.Split('.')),
        { } index when Indices.Whole(index) is not null => item => Get(item, index),
        _ => throw new JinjaException($"{attribute.Described} is no attribute"),
    };

    private static Func<Value, Value> Getter(string[] path)
    {
        var keys = path.Select(part =>
            PythonNumber.Integer(part, 10) is { } index ? (Value)new IntegerValue(index) : TextValue.Of(part)).ToArray();
        return item => keys.Aggregate(item, Get);
    }

    private static Value Get(Value item, Value key) =>
        item.Item(key) ?? (key is TextValue name ? item.Member(name.Text) : null)
            ?? new UndefinedValue($"'{key.Printed().Text}' of {item.Described}");
}
