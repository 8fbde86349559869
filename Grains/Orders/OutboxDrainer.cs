using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Streams;

namespace Grains.Orders;

/// <summary>
/// Publishes what was committed, in commit order, at least once: the position is stored after the publishing, a few times a second and before
/// it stops, so that a crash between the two repeats changes and loses none. Subscribers tell repeats by the position. Of several processes one publishes, see <see cref="IOutboxTurn"/>.
/// </summary>
sealed partial class OutboxDrainer(
    IOrderOutbox outbox, IOutboxTurn turn, IClusterClient client, IOptions<OrderOptions> options, OrderInstruments instruments, TimeProvider time,
    ILogger<OutboxDrainer> logger) : BackgroundService
{
    /// <summary>Whose place in the outbox is that of the newest published change.</summary>
    internal const string Consumer = "stream";

    const int Batch = 256;

    static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    /// <summary>Another process may have committed; its signals do not come here.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Storing the position is a write beside those of the orders: it is not made for each of them.</summary>
    static readonly TimeSpan Remember = TimeSpan.FromMilliseconds(200);

    long? position;
    long? remembered;
    long rememberedAt;

    /// <summary>Why it failed last; said once, not four times a second for as long as a disk is full.</summary>
    string? trouble;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Publish(stoppingToken);
        }
        finally
        {
            await RememberLast();
            await turn.Release();
        }
    }

    async Task RememberLast()
    {
        try
        {
            await RememberPosition();
        }
        catch (StorageUnavailableException failure)
        {
            LogNotRemembered(failure);
        }
    }

    async Task Publish(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before the reading, so that a commit during it is not missed.
            var changed = outbox.Changed;
            try
            {
                var mine = await turn.Take(stoppingToken);
                // Another process goes on from the stored place.
                if (!mine)
                    position = remembered = null;
                // Less than a batch is all there was.
                if (!mine || await Drain(stoppingToken) < Batch)
                    await Wait(changed, stoppingToken);
                if (position != remembered && time.GetElapsedTime(rememberedAt) >= Remember)
                    await RememberPosition();
                trouble = null;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                instruments.OnPublishFailed();
                if (trouble != failure.Message)
                    LogNotPublished(failure);
                trouble = failure.Message;
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One batch; returns how many changes it published.</summary>
    async Task<int> Drain(CancellationToken stoppingToken)
    {
        var from = position ??= (remembered = await outbox.Position(Consumer)).Value;
        var changes = await outbox.ReadAfter(from, Batch);
        if (changes.IsEmpty)
            return 0;
        var stream = client.GetStreamProvider(TickerStreams.Provider).GetStream<OrderChange>(TickerStreams.Orders());
        foreach (var change in changes)
        {
            stoppingToken.ThrowIfCancellationRequested();
            await stream.OnNextAsync(change);
            position = change.Position;
        }
        instruments.OnPublished(changes.Length);
        return changes.Length;
    }

    async Task RememberPosition()
    {
        if (position is not { } last || last == remembered)
            return;
        await outbox.Advance(Consumer, last, options.Value.KeepChanges);
        (remembered, rememberedAt) = (last, time.GetTimestamp());
    }

    async Task Wait(Task changed, CancellationToken stoppingToken)
    {
        try
        {
            await changed.WaitAsync(position == remembered ? Poll : Remember, time, stoppingToken);
        }
        catch (TimeoutException)
        {
            // Nothing was signalled; looking costs one read.
        }
    }

    [LoggerMessage(4325, LogLevel.Warning, "The place of the last published change could not be stored; the next start publishes some changes again")]
    partial void LogNotRemembered(Exception failure);

    [LoggerMessage(4321, LogLevel.Warning, "Order changes could not be published; they are kept and tried again")]
    partial void LogNotPublished(Exception failure);
}
