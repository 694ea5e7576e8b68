using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Pipelines.Server;

/// <summary>Lets in who has a key, and says whose request it is.</summary>
internal static class KeyCheck
{
    private const string Scheme = "Bearer ";

    /// <summary>Asks every request for a key, but where an endpoint is marked <see cref="WithoutKey"/>.</summary>
    public static void Use(IApplicationBuilder app, IReadOnlyList<ApiKey> keys)
    {
        if (keys.Count == 0) return;
        app.Use((context, next) =>
        {
            if (Known(context.Request.Headers.Authorization.ToString(), keys) is { } key) context.Items[typeof(ApiKey)] = key.Id;
            else if (context.GetEndpoint()?.Metadata.GetMetadata<WithoutKey>() is null) throw new ApiException(Refusal(context));
            return next(context);
        });
    }

    /// <summary>Whose request it is: the key's, or the address's where there are no keys.</summary>
    public static string ClientOf(HttpContext context) =>
        context.Items[typeof(ApiKey)] as string ?? context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static ApiKey? Known(string authorization, IReadOnlyList<ApiKey> keys)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()));
        ApiKey? known = null;
        foreach (var key in keys)
            if (key.Is(hash)) known = key;
        return known;
    }

    private static ApiError Refusal(HttpContext context) => context.Request.Headers.Authorization.Count == 0
        ? new(401, ApiError.Authentication, "a key is needed: Authorization: Bearer <key>", Code: "missing_api_key")
        : new(401, ApiError.Authentication, "the key is not one of this server's", Code: "invalid_api_key");
}
