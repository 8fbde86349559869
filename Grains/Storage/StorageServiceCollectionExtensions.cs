using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grains.Storage;

public static class StorageServiceCollectionExtensions
{
    /// <summary>The database at <paramref name="path"/> and what is kept in it. Settings: section <c>Ticker:Database</c>.</summary>
    public static IServiceCollection AddTickerStorage(this IServiceCollection services, string path)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<TickerDatabaseOptions>().BindConfiguration("Ticker:Database").Configure(options => options.DataSource = path)
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TickerDatabase>();
        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<IOrderStore, SqliteOrderStore>();
        services.TryAddSingleton<IOrderOutbox, SqliteOrderOutbox>();
        services.TryAddSingleton<ApiKeyStore>();
        return services;
    }
}
