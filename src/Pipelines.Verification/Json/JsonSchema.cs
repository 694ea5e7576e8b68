using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>
/// A JSON Schema of draft 2020-12 (json-schema.org/draft/2020-12): types, values, ranges, lengths, patterns, members, items, combinations
/// and
/// references within the document. Keywords that only annotate are passed over; one that is unknown or unsupported is refused, not ignored.
/// </summary>
internal sealed class JsonSchema
{
    private readonly SchemaNode root;

    private JsonSchema(SchemaNode root) => this.root = root;

    /// <summary>Reads a schema.</summary>
    /// <exception cref="VerifierException">it is no JSON, or no schema that is understood; the message says where</exception>
    public static JsonSchema Parse(string text)
    {
        try
        {
            // Its elements live as long as the schema, and are released with it.
            using var document = JsonDocument.Parse(text);
            return new JsonSchema(new SchemaReader(document.RootElement.Clone()).Read());
        }
        catch (JsonException problem)
        {
            throw new VerifierException($"the schema is no JSON: {problem.Message}", problem);
        }
    }

    /// <summary>Where and why <paramref name="value"/> is not accepted.</summary>
    /// <returns>null where it is accepted</returns>
    /// <exception cref="VerifierException">schema and value together take too many steps</exception>
    public string? Misfit(JsonElement value, CancellationToken cancellation = default) =>
        root.Misfit(value, "", new SchemaVisit(cancellation));
}
