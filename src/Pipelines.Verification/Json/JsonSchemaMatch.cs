using System.Text.Json;

namespace Pipelines.Verification;

/// <summary><c>json_schema</c>: the answer is JSON that a schema accepts; the schema is one for all, or the example's.</summary>
internal sealed class JsonSchemaMatch : IVerifier
{
    private const int Remembered = 256;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 128 };

    private readonly Func<Answer, JsonSchema> schema;

    private JsonSchemaMatch(Func<Answer, JsonSchema> schema) => this.schema = schema;

    /// <summary>With the schema in a file.</summary>
    /// <exception cref="VerifierException">there is no such file, or it holds no schema that is understood</exception>
    public static JsonSchemaMatch OfFile(string path)
    {
        if (!File.Exists(path)) throw new VerifierException($"there is no schema file {path}");
        try
        {
            var schema = JsonSchema.Parse(File.ReadAllText(path));
            return new JsonSchemaMatch(_ => schema);
        }
        catch (VerifierException problem)
        {
            throw new VerifierException($"{path}: {problem.Message}", problem);
        }
    }

    /// <summary>With the schema in a field of each example.</summary>
    public static JsonSchemaMatch OfField(string field)
    {
        var schemas = new Cache<JsonSchema>(Remembered);
        return new JsonSchemaMatch(answer => schemas.Get(answer.Field(field), () => Read(field, answer.Field(field))));
    }

    public Verdict Verify(Answer answer, CancellationToken cancellation)
    {
        var asked = schema(answer);
        try
        {
            using var document = JsonDocument.Parse(Fenced.Content(answer.Text), Strict);
            return asked.Misfit(document.RootElement, cancellation) is { } misfit ? Verdict.Wrong(misfit) : Verdict.Right;
        }
        catch (JsonException problem)
        {
            return Verdict.Wrong($"is no JSON: {problem.Message}");
        }
    }

    private static JsonSchema Read(string field, string text)
    {
        try
        {
            return JsonSchema.Parse(text);
        }
        catch (VerifierException problem)
        {
            throw new VerifierException($"the example's '{field}': {problem.Message}", problem);
        }
    }
}
