using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>A schema as a whole, in which references are looked up.</summary>
internal sealed class SchemaDocument
{
    private readonly Dictionary<string, SchemaNode> known = [];

    /// <exception cref="GrammarException">the text is no JSON</exception>
    public SchemaDocument(string text)
    {
        GrammarLimits.CheckLength(text);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = GrammarLimits.Nesting });
            Root = SchemaNode.Checked("", document.RootElement.Clone());
        }
        catch (JsonException problem)
        {
            throw new GrammarException($"the schema is no JSON: {problem.Message}", inner: problem);
        }
        catch (InvalidOperationException problem)
        {
            throw new GrammarException("the schema holds half a surrogate pair", inner: problem);
        }
    }

    public SchemaNode Root { get; }

    /// <summary>What a reference refers to.</summary>
    public SchemaNode Resolve(SchemaNode from)
    {
        var place = from.At("$ref");
        if (from.Find("$ref") is not { ValueKind: JsonValueKind.String } value) throw new GrammarException("expected a reference", place);
        var reference = value.GetString()!;
        if (known.TryGetValue(reference, out var before)) return before;
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal))
            throw new GrammarException($"'{reference}' is not within the schema: references begin with '#/'", place);
        var node = Root;
        foreach (var step in Uri.UnescapeDataString(reference).Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/").Replace("~0", "~");
            var inner = node.Value.ValueKind switch
            {
                JsonValueKind.Object when node.Value.TryGetProperty(name, out var member) => member,
                JsonValueKind.Array when int.TryParse(name, out var i) && i >= 0 && i < node.Value.GetArrayLength() => node.Value[i],
                _ => throw new GrammarException($"'{reference}' refers to nothing: there is no '{name}'", place),
            };
            node = new SchemaNode(node.At(name), inner);
        }
        return known[reference] = SchemaNode.Checked(node.Pointer, node.Value);
    }
}
