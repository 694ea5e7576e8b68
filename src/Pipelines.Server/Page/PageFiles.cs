using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Pipelines.Server;

/// <summary>
/// A page at <c>/</c>: files that are part of the assembly, and need no key. The browser is told to load nothing but them, and to make no
/// markup of text.
/// </summary>
internal static class PageFiles
{
    /// <summary>Where people talk to a model.</summary>
    public const string Chat = "page/index.html";

    /// <summary>Where people look at runs.</summary>
    public const string Runs = "runs/index.html";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>What pages share of their markup; a page has a comment in its place that names it.</summary>
    private static readonly string[] Parts = ["page/head.html", "page/themes.html"];

    /// <summary>Maps a page: its start, the files beside it, and those of <c>page/</c>, which pages share.</summary>
    public static void Map(IEndpointRouteBuilder routes, string start)
    {
        foreach (var resource in typeof(PageFiles).Assembly.GetManifestResourceNames())
        {
            if (PathOf(resource, start) is not { } path) continue;
            var content = resource == start ? Page(start) : Content(resource);
            var type = ContentType(resource);
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => SendAsync(context, content, type, tag))
                .WithMetadata(WithoutKey.Instance);
        }
    }

    private static byte[] Page(string start) => Encoding.UTF8.GetBytes(Parts.Aggregate(
        Encoding.UTF8.GetString(Content(start)),
        (page, part) => page.Replace($"<!-- {part} -->", Encoding.UTF8.GetString(Content(part)), StringComparison.Ordinal)));

    private static byte[] Content(string resource)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string? PathOf(string resource, string start)
    {
        if (resource == start) return "/";
        if (resource.EndsWith(".html", StringComparison.Ordinal)) return null;
        var isOfPage = resource.StartsWith(start[..(start.IndexOf('/') + 1)], StringComparison.Ordinal);
        return isOfPage || resource.StartsWith("page/", StringComparison.Ordinal) ? $"/{resource}" : null;
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
