using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Server;

/// <summary><c>/api/registry</c>: registered models, their versions, and aliases of these. Times are milliseconds since 1970.</summary>
/// <param name="database">the file of the store, which may come to be later</param>
internal sealed class RegistryEndpoints(string database)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/registry", ListAsync);

    private Task ListAsync(HttpContext context)
    {
        using var store = File.Exists(database) ? new SqliteTrackingStore(database) : null;
        var models = store?.Registry.Models() ?? [];
        return VersionedJson.SendAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("models");
            foreach (var model in models)
            {
                json.WriteStartObject();
                json.WriteString("name", model.Name);
                json.WriteStartArray("versions");
                foreach (var version in model.Versions) Write(json, version);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, ModelVersion version)
    {
        json.WriteStartObject();
        json.WriteNumber("version", version.Number);
        json.WriteString("run", version.Run);
        json.WriteString("stage", version.Stage);
        json.WriteString("artifact", version.Artifact);
        json.WriteNumber("registered", version.Created.ToUnixTimeMilliseconds());
        json.WriteString("description", version.Description);
        json.WriteStartArray("aliases");
        foreach (var alias in version.Aliases) json.WriteStringValue(alias);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
