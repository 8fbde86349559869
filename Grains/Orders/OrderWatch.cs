using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Orders;

/// <summary>
/// In a cluster: wakes orders that are on their way. One whose silo was lost between the intent and the broker's answer would otherwise wait for somebody to ask for it;
/// one that rests at the broker is found by its account's readings.
/// </summary>
sealed partial class OrderWatch(IOrderStore store, IGrainFactory grains, InstrumentDirectory directory, TimeProvider time, ILogger<OrderWatch> logger) : BackgroundService
{
    const int AtOnce = 16;

    static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await directory.Loaded.WaitAsync(stoppingToken);
            using var timer = new PeriodicTimer(Period, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Wake(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The other silos go on.
        }
    }

    async Task Wake(CancellationToken stoppingToken)
    {
        try
        {
            var onTheWay = (await store.Live(null)).Where(order => order.Status is not (OrderStatus.Open or OrderStatus.TriggerPending));
            await Parallel.ForEachAsync(onTheWay, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, async (order, _) =>
                await grains.GetGrain<IOrderGrain>(GrainKeys.Order(order.Owner, order.Key)).Get());
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not OutOfMemoryException)
        {
            LogNotWoken(failure);
        }
    }

    [LoggerMessage(4333, LogLevel.Warning, "Orders that are on their way could not all be woken; it is tried again")]
    partial void LogNotWoken(Exception failure);
}
