using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Pipelines.Server;

/// <summary>
/// The page at <c>/</c>, where people talk to the model: files that are part of the assembly, and need no key. The browser is told to load
/// nothing but them, and to make no markup of text.
/// </summary>
internal static class ChatPage
{
    private const string Start = "index.html";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var assembly = typeof(ChatPage).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith("page/", StringComparison.Ordinal)) continue;
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            Map(routes, resource, content);
        }
    }

    private static void Map(IEndpointRouteBuilder routes, string resource, byte[] content)
    {
        var type = ContentType(resource);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
        var path = resource == $"page/{Start}" ? "/" : $"/{resource}";
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => SendAsync(context, content, type, tag))
            .WithMetadata(WithoutKey.Instance);
    }

    private static async Task SendAsync(HttpContext context, byte[] content, string type, string tag)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"a page has no files such as *{other}"),
    };
}
