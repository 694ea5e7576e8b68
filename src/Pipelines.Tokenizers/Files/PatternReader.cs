namespace Pipelines.Tokenizers;

/// <summary>Reads the <c>pattern</c> of a part.</summary>
internal static class PatternReader
{
    /// <exception cref="TokenizerFormatException">it is neither a text nor an expression that can be read</exception>
    public static TextPattern Read(JsonPart node)
    {
        var pattern = node.Get("pattern");
        var (source, read) = pattern.Find("String") is { } literal
            ? (literal, (Func<string, TextPattern>)TextPattern.Literal)
            : (pattern.Get("Regex"), TextPattern.Regex);
        try
        {
            return read(source.String());
        }
        catch (TokenizerFormatException failure) when (source.Element.ValueKind == System.Text.Json.JsonValueKind.String)
        {
            throw new TokenizerFormatException($"{source.Path} is {source.Shown()}: {failure.Message}", failure);
        }
    }
}
