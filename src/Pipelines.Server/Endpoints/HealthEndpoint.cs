using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Pipelines.Server;

/// <summary><c>/health</c>: whether requests are taken. It needs no key.</summary>
internal static class HealthEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in new[] { "/health", "/v1/health" })
            routes.MapGet(path, context => JsonResponse.SendAsync(context, json =>
            {
                json.WriteStartObject();
                json.WriteString("status", "ok");
                json.WriteEndObject();
            })).WithMetadata(WithoutKey.Instance).Describe("Whether requests are taken", null, "Health");
    }
}
