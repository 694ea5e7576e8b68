using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Pipelines.Server;

/// <summary>Which other pages may call the server from a browser (WHATWG Fetch, CORS): none where the options name none.</summary>
internal static class Origins
{
    public static void Add(IServiceCollection services, IReadOnlyList<string> origins)
    {
        if (origins.Count > 0) services.AddCors();
    }

    public static void Use(IApplicationBuilder app, IReadOnlyList<string> origins)
    {
        if (origins.Count == 0) return;
        app.UseCors(policy =>
        {
            if (origins.Contains("*")) policy.AllowAnyOrigin();
            else policy.WithOrigins([.. origins]);
            policy.AllowAnyHeader().WithMethods("GET", "POST").WithExposedHeaders("x-request-id", "retry-after");
        });
    }
}
