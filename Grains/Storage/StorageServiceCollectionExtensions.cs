using Grains.Secrets;
using Grains.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Grains.Storage;

public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// The database, a file at <paramref name="path"/> unless there is a <paramref name="server"/> that was made ready, and what is kept in it.
    /// Settings: section <c>Ticker:Database</c>.
    /// </summary>
    public static IServiceCollection AddTickerStorage(this IServiceCollection services, string path, PostgresServer? server = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<TickerDatabaseOptions>().BindConfiguration("Ticker:Database").Configure(options => options.DataSource = path)
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        if (server is null)
            services.TryAddSingleton<TickerDatabase, SqliteDatabase>();
        else
            services.TryAddSingleton<TickerDatabase>(provider => new PostgresDatabase(server, provider.GetRequiredService<IOptions<TickerDatabaseOptions>>().Value));
        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<IOrderStore, OrderStore>();
        services.TryAddSingleton<IOrderOutbox, OrderOutbox>();
        services.TryAddSingleton<IBasketStore, BasketStore>();
        services.TryAddSingleton<DeskStore>();
        services.TryAddSingleton<ApiKeyStore>();
        services.TryAddSingleton<IWebhookStore, WebhookStore>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISealedRecords, WebhookSecrets>());
        return services;
    }
}
