using Grains.Secrets;
using Grains.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grains.Accounts;

public static class AccountsServiceCollectionExtensions
{
    /// <summary>What account grains need. The host adds an <see cref="AccountRegistry"/> and the storage provider <c>settings</c>. Settings: sections <c>Ticker:Broker</c>, <c>Ticker:Tokens</c>.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddOptions<BrokerOptions>().BindConfiguration("Ticker:Broker").ValidateDataAnnotations()
            .Validate(
                o => o.ExitsPerSecond < o.OrdersPerSecond,
                "Ticker:Broker:ExitsPerSecond must be less than OrdersPerSecond: otherwise no order could be placed.")
            .ValidateOnStart();
        services.AddOptions<TokenOptions>().BindConfiguration("Ticker:Tokens").ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSessionClock();
        services.TryAddSingleton<AccountInstruments>();
        services.TryAddSingleton<BookPace>();
        services.TryAddSingleton<BrokerClients>();
        services.TryAddSingleton<RedirectTokenSource>();
        services.TryAddSingleton<NoTokenSource>();
        services.TryAddSingleton<ITokenSources, TokenSources>();
        services.TryAddSingleton(new AccountPolicy(AllowsLive: true));
        services.TryAddSingleton(provider => new SecretVault(provider.GetService<IKeyWrapper>()));
        services.TryAddSingleton<AccountCatalog>();
        services.AddHostedService<AccountCatalogRefresher>();
        return services;
    }
}
