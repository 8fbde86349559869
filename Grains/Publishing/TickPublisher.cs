using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces.Instruments;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Publishing;

/// <summary>
/// Publishes each instrument's last value of every interval to whoever listens outside. Best effort: the tick path never waits for it, and what it
/// cannot pass on is dropped and counted by its reason.
/// </summary>
internal sealed partial class TickPublisher : BackgroundService
{
    readonly Channel<ImmutableArray<InstrumentUpdate>> queue;
    readonly ITickTransport transport;
    readonly TickMessages messages;
    readonly ILogger<TickPublisher> logger;
    readonly Counter<long> published;
    readonly Counter<long> dropped;
    int failing;

    public TickPublisher(
        ITickTransport transport, IOptions<TickPublisherOptions> options, AccountRegistry accounts, IMeterFactory meters, ILogger<TickPublisher> logger)
    {
        this.transport = transport;
        this.logger = logger;
        messages = new(accounts.ModeOf);
        var meter = meters.Create(TickInstruments.MeterName);
        published = meter.CreateCounter<long>("ticker.publisher.published", "{tick}", "Ticks that the publisher has passed on.");
        dropped = meter.CreateCounter<long>("ticker.publisher.dropped", "{tick}", "Ticks that the publisher did not pass on: queue_full, disconnected, or failed while they were sent.");
        queue = Channel.CreateBounded<ImmutableArray<InstrumentUpdate>>(
            new BoundedChannelOptions(options.Value.Queue) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            lost => Drop(lost.Length, "queue_full"));
        meter.CreateObservableGauge("ticker.publisher.queue", () => queue.Reader.Count, "{batch}", "Batches that wait to be published.");
    }

    /// <summary>Takes a batch; never waits.</summary>
    public void Offer(ImmutableArray<InstrumentUpdate> updates)
    {
        if (updates.IsEmpty)
            return;
        if (transport.IsConnected)
            queue.Writer.TryWrite(updates);
        else
            Fail(updates.Length, "disconnected", "no connection");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var batch in queue.Reader.ReadAllAsync(stoppingToken))
                await Publish(batch, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    async Task Publish(ImmutableArray<InstrumentUpdate> batch, CancellationToken stoppingToken)
    {
        try
        {
            await transport.Send(messages.Of(batch), stoppingToken);
            published.Add(batch.Length);
            if (Interlocked.Exchange(ref failing, 0) != 0)
                LogRecovered();
        }
        catch (Exception e) when (e is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
        {
            Fail(batch.Length, "failed", e.GetType().Name);
        }
    }

    void Fail(int ticks, string reason, string error)
    {
        Drop(ticks, reason);
        if (Interlocked.Exchange(ref failing, 1) == 0)
            LogFailed(error);
    }

    void Drop(int ticks, string reason) => dropped.Add(ticks, new KeyValuePair<string, object?>("reason", reason));

    // The message may hold the server's address with its password.
    [LoggerMessage(2301, LogLevel.Warning, "Ticks could not be published ({Error}): they are dropped and counted until that is over, and nothing else is affected")]
    partial void LogFailed(string error);

    [LoggerMessage(2302, LogLevel.Information, "Ticks are published again")]
    partial void LogRecovered();
}
