using System.Threading.RateLimiting;
using Gateway.Endpoints;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Gateway.Security;

/// <summary>A token bucket for each key, or for each address that comes without one. This machine's own user without a key has no limit.</summary>
static class RequestLimits
{
    public static IServiceCollection AddRequestLimits(this IServiceCollection services, bool keyless)
    {
        services.AddOptions<AccessOptions>().BindConfiguration("Ticker:Access").ValidateDataAnnotations().ValidateOnStart();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<AccessOptions>>((limiter, access) =>
        {
            var limits = access.Value;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => keyless
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetTokenBucketLimiter(Caller(http), _ => new()
                {
                    TokenLimit = limits.Burst,
                    TokensPerPeriod = limits.RequestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                }));
            limiter.OnRejected = (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
                return new(new Problem(429, "rate_limited", "Too many requests: wait as long as Retry-After says.", RetryAfter: wait).ToResult().ExecuteAsync(context.HttpContext));
            };
        });
        return services;
    }

    static string Caller(HttpContext http) => Callers.CredentialOf(http.User) ?? "ip:" + http.Connection.RemoteIpAddress;
}
