using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Pipelines.Server;

/// <summary><c>/v1/models</c>: which models there are.</summary>
internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, ServedModels models)
    {
        routes.MapGet("/v1/models", context => JsonResponse.SendAsync(context, json => ModelJson.Write(json, models.All)))
            .Describe("Which models there are", null, "Models");
        routes.MapGet("/v1/models/{**name}", context =>
        {
            var model = models.Find((string)context.GetRouteValue("name")!);
            return JsonResponse.SendAsync(context, json => ModelJson.Write(json, model));
        }).Describe("A model", null, "Model");
    }
}
