using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Pipelines.Server;

/// <summary>Headers of every answer: a name to find it by, and that its type is what it says.</summary>
internal static class CommonHeaders
{
    public static void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.Headers["x-request-id"] = AnswerHead.NewId("req_");
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    });
}
