using System.Runtime.CompilerServices;
using Gateway.Streaming;
using Grains.Interfaces;
using Grains.Interfaces.Instruments;

namespace Gateway.Market;

/// <summary>Whether the market is live or simulated, asked once a second. A stream of the one never goes on with the other.</summary>
sealed partial class MarketModes(IClusterClient cluster, ChainRelays relays, TimeProvider time, ILogger<MarketModes> logger) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    readonly Lock gate = new();
    string? mode;
    CancellationTokenSource over = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var failing = false;
        try
        {
            do
            {
                try
                {
                    Take(await cluster.GetGrain<ICatalogGrain>(GrainKeys.Catalog).Mode().WaitAsync(stoppingToken));
                    failing = false;
                }
                catch (Exception e) when (e is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
                {
                    if (!failing)
                        LogUnknown(logger, e);
                    failing = true;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>What was heard; another mode than the last one ends the streams of that.</summary>
    internal void Take(string now)
    {
        CancellationTokenSource ended;
        lock (gate)
        {
            if (now == mode)
                return;
            var first = mode is null;
            mode = now;
            if (first)
                return;
            (ended, over) = (over, new());
        }

        relays.Forget();
        // Not disposed: streams may still be registering with it, and it holds no timer.
        ended.Cancel();
    }

    /// <summary>The frames until the mode is switched; then one that says so, and the end. The client subscribes again: what is listed may be other contracts.</summary>
    public async IAsyncEnumerable<RawFrame> Until(Func<CancellationToken, IAsyncEnumerable<RawFrame>> frames, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        CancellationToken switched;
        lock (gate)
            switched = over.Token;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, switched);
        await using var source = frames(either.Token).GetAsyncEnumerator(either.Token);
        // In here and not in a method of its own: a frame passes through as few tasks as can be.
        while (true)
        {
            bool isMore;
            try
            {
                isMore = !switched.IsCancellationRequested && await source.MoveNextAsync();
            }
            catch (OperationCanceledException) when (switched.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                isMore = false;
            }

            if (!isMore)
                break;
            yield return source.Current;
        }

        if (switched.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            yield return Switched();
    }

    RawFrame Switched()
    {
        var now = mode!;
        return new(ChainJson.ToUtf8(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "gap");
            json.WriteString("mode", now);
            json.WriteString("reason", $"The market is {now} from here on: nothing of before continues. Subscribe again.");
            json.WriteEndObject();
        }));
    }

    [LoggerMessage(5122, LogLevel.Warning, "The market's mode is not known for the moment: the last answer stands")]
    static partial void LogUnknown(ILogger logger, Exception exception);
}
