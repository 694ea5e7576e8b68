using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Pipelines.Server;

/// <summary>How often a client may ask: a bucket that fills evenly over a minute (token bucket).</summary>
internal static class RequestRates
{
    public static void Add(IServiceCollection services, int requestsPerMinute)
    {
        if (requestsPerMinute == 0) return;
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                context.GetEndpoint()?.Metadata.GetMetadata<WithoutKey>() is not null
                    ? RateLimitPartition.GetNoLimiter("")
                    : RateLimitPartition.GetTokenBucketLimiter(KeyCheck.ClientOf(context), _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = requestsPerMinute,
                        TokensPerPeriod = 1,
                        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / requestsPerMinute,
                        QueueLimit = 0,
                    }));
            limiter.OnRejected = (rejected, _) =>
                new ValueTask(ErrorJson.SendAsync(rejected.HttpContext, Refusal(rejected.Lease, requestsPerMinute)));
        });
    }

    public static void Use(IApplicationBuilder app, int requestsPerMinute)
    {
        if (requestsPerMinute > 0) app.UseRateLimiter();
    }

    private static ApiError Refusal(RateLimitLease lease, int requestsPerMinute) => new(
        429, ApiError.RateLimit, $"more than {requestsPerMinute} requests a minute: try again later", Code: "rate_limit_exceeded")
    {
        RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1,
    };
}
