using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Baskets;
using Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Baskets;

/// <summary>Wakes baskets that are not done: at start, and again and again, because the silo that worked on one may be gone.</summary>
sealed partial class BasketRecovery(IBasketStore store, IGrainFactory grains, InstrumentDirectory directory, TimeProvider time, ILogger<BasketRecovery> logger) : BackgroundService
{
    const int AtOnce = 8;

    static readonly TimeSpan s_period = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await directory.Loaded.WaitAsync(stoppingToken);
            while (true)
            {
                await Recover(stoppingToken);
                await Task.Delay(s_period, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start recovers.
        }
    }

    async Task Recover(CancellationToken stoppingToken)
    {
        try
        {
            await Parallel.ForEachAsync(await store.Live(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, async (basket, _) =>
                await grains.GetGrain<IBasketGrain>(GrainKeys.Basket(basket.Owner, basket.Key)).Wake());
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not OutOfMemoryException)
        {
            LogNotRecovered(failure);
        }
    }

    [LoggerMessage(4351, LogLevel.Error, "Baskets could not be woken; it is tried again")]
    partial void LogNotRecovered(Exception failure);
}
