using Grains.Interfaces;
using Grains.Interfaces.Webhooks;
using Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Webhooks;

/// <summary>Wakes every webhook after each commit, after a start, and once a second besides: a grain that nobody calls does not wake.</summary>
sealed partial class WebhookStarter(IWebhookStore store, IOrderOutbox outbox, IGrainFactory grains, TimeProvider time, ILogger<WebhookStarter> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before the waking, so that a commit during it is not missed.
            var changed = outbox.Changed;
            try
            {
                foreach (var webhook in await store.List(null))
                    await grains.GetGrain<IWebhookGrain>(GrainKeys.Webhook(webhook.Id)).Wake();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                LogNotWoken(failure);
                await Task.Delay(Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // The host stops, or did not start after all: what it is made of may be gone.
                return;
            }

            await changed.WaitAsync(Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(4411, LogLevel.Warning, "Webhooks could not be woken; it is tried again")]
    partial void LogNotWoken(Exception failure);
}
