using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Accounts;

/// <summary>
/// Loads the stored accounts before anything else calls a broker, then looks for changes that another silo made, and for a master key that came back.
/// </summary>
sealed partial class AccountCatalogRefresher(AccountCatalog catalog, TimeProvider time, ILogger<AccountCatalogRefresher> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);
    const int RoundsPerKeyTry = 15;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Refresh(true, TimeSpan.Zero, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var round = 1; !stoppingToken.IsCancellationRequested; round++)
        {
            await Refresh(catalog.NeedsKey && round % RoundsPerKeyTry == 0, Period, stoppingToken);
        }
    }

    async Task Refresh(bool again, TimeSpan after, CancellationToken cancellationToken)
    {
        try
        {
            if (after > TimeSpan.Zero)
                await Task.Delay(after, time, cancellationToken);
            await catalog.Refresh(again, cancellationToken).WaitAsync(StartPatience, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e) when (e is not AccountSetupException and not OutOfMemoryException)
        {
            LogNotRead(e);
        }
    }

    [LoggerMessage(4131, LogLevel.Warning, "The stored accounts could not be read; the ones known before stay in use, and it is tried again")]
    partial void LogNotRead(Exception failure);
}
