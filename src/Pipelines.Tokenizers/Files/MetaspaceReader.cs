using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Tokenizers;

/// <summary>Reads what <c>Metaspace</c> says as a pre-tokenizer and as a decoder.</summary>
internal static class MetaspaceReader
{
    /// <summary>When the mark is put before a piece: <c>prepend_scheme</c>, or in older files <c>add_prefix_space</c>.</summary>
    /// <exception cref="TokenizerFormatException">another scheme, or the two do not fit</exception>
    public static PrependScheme SchemeOf(JsonPart node)
    {
        var scheme = PrependScheme.Always;
        if (node.Find("prepend_scheme") is { } given)
        {
            scheme = given.String() switch
            {
                "always" => PrependScheme.Always,
                "never" => PrependScheme.Never,
                "first" => PrependScheme.First,
                _ => throw TokenizerReader.Unsupported(given, "always, never, first"),
            };
            if (scheme != PrependScheme.Never && !node.Flag("add_prefix_space", true))
                throw node.Wrong($"has the prepend_scheme {given.Shown()}, and add_prefix_space is false");
        }

        return node.Flag("add_prefix_space", true) ? scheme : PrependScheme.Never;
    }
}
