using Grains.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Grains.Webhooks;

public static class WebhooksServiceCollectionExtensions
{
    /// <summary>Webhooks out. The host adds storage, orders (whose outbox feeds them) and secrets.</summary>
    /// <param name="settings">The section <c>Ticker:Webhooks</c>.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration settings)
    {
        services.AddOptions<WebhookOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton<IAddressResolver, SystemResolver>();
        services.TryAddSingleton<WebhookTarget>();
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton<WebhookInstruments>();
        services.AddHostedService<WebhookStarter>();
        return services;
    }
}
