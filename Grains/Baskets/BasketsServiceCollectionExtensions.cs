using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grains.Baskets;

public static class BasketsServiceCollectionExtensions
{
    /// <summary>What basket grains need, on top of <c>AddOrders</c>.</summary>
    /// <param name="settings">The section <c>Ticker:Baskets</c>.</param>
    public static IServiceCollection AddBaskets(this IServiceCollection services, IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<BasketOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<BasketRules>();
        services.TryAddSingleton<BasketMargins>();
        services.TryAddSingleton<BasketServices>();
        services.AddHostedService<BasketRecovery>();
        return services;
    }
}
