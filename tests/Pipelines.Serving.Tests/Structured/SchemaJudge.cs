using System.Text.Json;
using Pipelines.Spec;
using Pipelines.Verification;

namespace Pipelines.Serving.Tests;

/// <summary>Whether a schema accepts a text, by a verifier that knows nothing of grammars.</summary>
internal static class SchemaJudge
{
    private static readonly IVerifier Verifier =
        Verifiers.Create(new JsonSchemaSpec(1, "schema", null), ".", new Dictionary<string, Func<IVerifier>>());

    public static bool Accepts(string schema, string text) =>
        Verifier.Verify(new Answer("", text, new Dictionary<string, string> { ["schema"] = schema }, true), default) == Verdict.Right;

    /// <summary>Whether it is JSON as the standard library reads it, its strings whole.</summary>
    public static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
            _ = Strings(document.RootElement).ToList(); // throws at half a surrogate pair
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Strings(member.Value).Prepend(member.Name)),
        _ => [],
    };
}
