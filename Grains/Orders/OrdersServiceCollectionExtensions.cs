using Grains.Accounts;
using Grains.Instruments;
using Grains.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grains.Orders;

public static class OrdersServiceCollectionExtensions
{
    /// <summary>
    /// The database, order grains' services, the outbox and the recovery after a start. The host adds accounts (<c>AddAccounts</c> and an
    /// <see cref="AccountRegistry"/>), grains with the stream provider, and sets <see cref="TickerDatabaseOptions.DataSource"/>.
    /// Settings: sections <c>Ticker:Orders</c> and <c>Ticker:Database</c>.
    /// </summary>
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.AddOptions<TickerDatabaseOptions>().BindConfiguration("Ticker:Database").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<OrderOptions>().BindConfiguration("Ticker:Orders").ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TickerDatabase>();
        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<IOrderStore, SqliteOrderStore>();
        services.TryAddSingleton<IOrderOutbox, SqliteOrderOutbox>();
        services.TryAddSingleton<IApiKeyStore, ApiKeyStore>();
        services.TryAddSingleton<InstrumentDirectory>();
        services.TryAddSingleton<CircuitLimitBook>();
        services.TryAddSingleton(_ => FreezeQuantities.Load());
        services.TryAddSingleton<OrderValidator>();
        services.TryAddSingleton<OrderInstruments>();
        services.TryAddSingleton<OrderServices>();
        services.TryAddSingleton(CrashPointsOf);
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
