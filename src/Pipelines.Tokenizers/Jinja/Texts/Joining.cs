namespace Pipelines.Tokenizers.Jinja;

/// <summary>Texts put together with another between them.</summary>
internal static class Joining
{
    /// <summary>Items printed one behind the other: the filter.</summary>
    public static TextValue Printed(TextValue between, IEnumerable<Value> items)
    {
        var (builder, first) = (new TextBuilder(), true);
        foreach (var item in items)
        {
            if (!first) builder.Append(between);
            item.Print(builder);
            first = false;
        }

        return builder.ToText();
    }

    /// <summary>Items that must be texts: <c>str.join</c>.</summary>
    /// <exception cref="JinjaException">one is no text</exception>
    public static TextValue Strict(TextValue between, Value items) => Printed(between, items.ItemsOrThrow().Select(
        item => item is TextValue ? item : throw new JinjaException($"'join' puts texts together, not {item.Described}")));
}
