using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Pipelines.Server;

/// <summary><c>/openapi.json</c>: what the API is, for programs to read. It needs no key.</summary>
internal static class ApiDocumentEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, bool needsKey)
    {
        var document = new Lazy<ReadOnlyMemory<byte>>(() =>
            ApiDocument.Of(routes.DataSources.SelectMany(source => source.Endpoints), needsKey));
        routes.MapGet("/openapi.json", async context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.BodyWriter.WriteAsync(document.Value, context.RequestAborted);
        }).WithMetadata(WithoutKey.Instance);
    }
}
