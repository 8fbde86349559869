using Grains.Accounts;
using Grains.Instruments;
using Grains.Sessions;
using Grains.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grains.Orders;

public static class OrdersServiceCollectionExtensions
{
    /// <summary>
    /// What order grains need, the outbox and the recovery after a start. The host adds storage (<c>AddTickerStorage</c>), accounts
    /// (<c>AddAccounts</c> and an <see cref="AccountRegistry"/>), an <see cref="InstrumentDirectory"/>, and grains with the stream provider.
    /// </summary>
    /// <param name="settings">The section <c>Ticker:Orders</c>.</param>
    public static IServiceCollection AddOrders(this IServiceCollection services, IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<OrderOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MarketClock>();
        services.TryAddSingleton<CircuitLimitBook>();
        services.TryAddSingleton(_ => FreezeQuantities.Load());
        services.TryAddSingleton(_ => new Random());
        services.TryAddSingleton<OrderLimits>();
        services.TryAddSingleton<OrderRouter>();
        services.TryAddSingleton<OrderValidator>();
        services.TryAddSingleton<KillSwitchBoard>();
        services.TryAddSingleton<OrderInstruments>();
        services.TryAddSingleton<OrderServices>();
        services.TryAddSingleton(CrashPointsOf);
        services.AddHostedService(provider => provider.GetRequiredService<KillSwitchBoard>());
        services.TryAddSingleton<IOutboxTurn, OnlyPublisher>();
        services.AddHostedService<OutboxDrainer>();
        services.AddHostedService<OrderRecovery>();
        return services;
    }

    static ICrashPoints CrashPointsOf(IServiceProvider services)
    {
        if (services.GetService<IConfiguration>()?["Ticker:Test:HoldAt"] is not { Length: > 0 } point)
            return new NoCrashPoints();
        if (services.GetRequiredService<AccountRegistry>().All.Any(account => account.Broker != "simulator"))
            throw new InvalidOperationException("Ticker:Test:HoldAt holds orders for crash tests and works with simulator accounts only: remove the setting.");
        return new HoldAtCrashPoint(point, Console.Out, services.GetRequiredService<TimeProvider>());
    }
}
