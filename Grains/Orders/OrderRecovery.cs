using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Orders;

/// <summary>After a start: wakes every order that is not final, because a grain that nobody calls does not wake, and has each account read its book.</summary>
sealed partial class OrderRecovery(
    IOrderStore store, IGrainFactory grains, InstrumentDirectory directory, TimeProvider time, ILogger<OrderRecovery> logger) : BackgroundService
{
    const int AtOnce = 16;

    static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await directory.Loaded.WaitAsync(stoppingToken);
            while (!await Recover(stoppingToken))
                await Task.Delay(Retry, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start recovers.
        }
    }

    async Task<bool> Recover(CancellationToken stoppingToken)
    {
        try
        {
            var live = await store.Live(null);
            await Parallel.ForEachAsync(live, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, async (order, _) =>
                await grains.GetGrain<IOrderGrain>(GrainKeys.Order(order.Owner, order.Key)).Get());
            foreach (var account in live.Select(order => order.Account).Distinct(StringComparer.Ordinal))
                await grains.GetGrain<IAccountGrain>(GrainKeys.Account(account)).RequestReconcile(ReconcileReasons.Started);
            LogRecovered(live.Count);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not OutOfMemoryException)
        {
            LogNotRecovered(failure);
            return false;
        }
    }

    [LoggerMessage(4331, LogLevel.Information, "{Count} orders that are not final were woken")]
    partial void LogRecovered(int count);

    [LoggerMessage(4332, LogLevel.Error, "Orders could not be recovered yet; it is tried again")]
    partial void LogNotRecovered(Exception failure);
}
