using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grains.Sessions;

static class SessionsServiceCollectionExtensions
{
    /// <summary>The exchange's time and calendar, for whoever needs them first.</summary>
    public static void AddSessionClock(this IServiceCollection services)
    {
        services.TryAddSingleton<MarketClock>();
        services.TryAddSingleton(_ => SessionCalendar.Load());
        services.TryAddSingleton<SessionClock>();
    }
}
