using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Pipelines.Server;

/// <summary>Writes errors.</summary>
internal static class ErrorJson
{
    /// <summary>Sends an error as the whole answer.</summary>
    public static Task SendAsync(HttpContext context, ApiError error)
    {
        if (error.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (error.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        return JsonResponse.SendAsync(context, json => Write(json, error), error.Status);
    }

    /// <summary>Writes an error: <c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
    public static void Write(Utf8JsonWriter json, ApiError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", error.Type);
        json.WriteString("param", error.Param);
        json.WriteString("code", error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
