using Pipelines.Spec.Schema;

namespace Pipelines.Spec;

/// <summary>The JSON Schema of pipeline files, out of the definitions that the reader itself uses.</summary>
public static class PipelineSchema
{
    /// <summary>The schema as JSON text, draft 2020-12: what <c>schemas/pipeline.schema.json</c> holds.</summary>
    public static string Write()
    {
        var definitions = new SchemaDefinitions();
        var schema = new JsonObject
        {
            { "$schema", "https://json-schema.org/draft/2020-12/schema" },
            { "title", "Pipeline" },
        };
        schema.With(PipelineSettings.Root.WholeSchema(definitions, tag: null)).Add("$defs", definitions.ToJson());
        return schema.ToString();
    }
}
