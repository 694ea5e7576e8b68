using Microsoft.AspNetCore.Http;

namespace Pipelines.Server;

/// <summary>A file that a run recorded. Nobody knows what is in it, so a browser is told to let nothing of it act.</summary>
internal static class RunFile
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";

    public static async Task SendAsync(HttpContext context, string file)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-cache";
        context.Response.ContentType = ContentType(file);
        context.Response.ContentLength = new FileInfo(file).Length;
        await context.Response.SendFileAsync(file, context.RequestAborted);
    }

    /// <summary>Pictures are what they are; what else may be read is text, and the rest is for saving.</summary>
    private static string ContentType(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        ".md" or ".txt" or ".log" or ".json" or ".jsonl" or ".yaml" or ".yml" or ".csv" or ".tsv" or ".html" or ".xml" =>
            "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
