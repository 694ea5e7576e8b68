using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Pipelines.Server;

/// <summary>
/// Refuses requests that call this machine by a stranger's name, where no key is asked for: a page in a browser can have its name point
/// here, and would then be let in as one of this server's own (DNS rebinding).
/// </summary>
internal static class HostCheck
{
    public static void Use(IApplicationBuilder app, ServerOptions options)
    {
        if (options.ApiKeys.Count > 0) return;
        app.Use((context, next) => IsThisMachine(context.Request.Host.Host) ? next(context) : throw new ApiException(new ApiError(
            403, ApiError.InvalidRequest,
            $"this server has no keys and is for this machine alone; it is not called '{context.Request.Host.Host}'",
            Code: "host_not_allowed")));
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
