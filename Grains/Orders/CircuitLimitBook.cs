using System.Collections.Concurrent;
using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grains.Orders;

/// <summary>The lowest and highest price that the exchange takes today, in rupees.</summary>
readonly record struct CircuitLimits(decimal Lower, decimal Upper);

/// <summary>
/// This silo's copy of today's circuit limits, which only <c>/quote</c> carries, one request a second. Orders that
/// need the same request share it. Where limits cannot be had in time there are none: the broker checks them too, and an exit must not wait.
/// </summary>
sealed partial class CircuitLimitBook(
    IGrainFactory grains, AccountRegistry accounts, BrokerClients clients, IOptions<OrderOptions> options, TimeProvider time, MarketClock market,
    ILogger<CircuitLimitBook> logger) : IDisposable
{
    /// <summary>The broker takes 500, and many servers take 8 KB of address: this many long names fit into both.</summary>
    const int MaxNames = 240;

    readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, bool> wanted = new(StringComparer.Ordinal);
    readonly SemaphoreSlim loading = new(1);

    /// <summary>Instruments whose limits of today are here.</summary>
    public int Count => entries.Count(entry => entry.Value.Day == Today);

    DateOnly Today => market.Today ?? default;

    /// <summary>Today's limits of <c>NFO:NIFTY25NOV25000CE</c>, or null when they cannot be had in time.</summary>
    public async ValueTask<CircuitLimits?> Get(string instrument)
    {
        if (Cached(instrument) is { } cached)
            return cached.Limits;
        wanted[instrument] = true;
        using var limit = new CancellationTokenSource(options.Value.CircuitLimitWait, time);
        try
        {
            await loading.WaitAsync(limit.Token);
            try
            {
                if (Cached(instrument) is null)
                    await LoadWanted(instrument, limit.Token);
            }
            finally
            {
                loading.Release();
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogNotInTime(instrument);
        }
        finally
        {
            wanted.TryRemove(instrument, out _);
        }
        return Cached(instrument)?.Limits;
    }

    /// <summary>Reads the limits of all these instruments, a request a second; returns how many are known then.</summary>
    public async Task<int> Preload(IEnumerable<string> instruments, CancellationToken cancellationToken)
    {
        foreach (var chunk in instruments.Where(name => Cached(name) is null).Chunk(MaxNames))
        {
            await loading.WaitAsync(cancellationToken);
            try
            {
                await Load(chunk, cancellationToken);
            }
            finally
            {
                loading.Release();
            }
        }
        return Count;
    }

    public void Dispose() => loading.Dispose();

    Entry? Cached(string instrument) => entries.TryGetValue(instrument, out var entry) && entry.Day == Today ? entry : null;

    /// <summary>Its own name comes first: another waiter for the same one may have given up and taken it off the list.</summary>
    Task LoadWanted(string instrument, CancellationToken cancellationToken) =>
        Load([instrument, .. wanted.Keys.Where(name => name != instrument).Take(MaxNames - 1)], cancellationToken);

    async Task Load(string[] instruments, CancellationToken cancellationToken)
    {
        var day = Today;
        var account = grains.GetGrain<IAccountGrain>(GrainKeys.Account(accounts.Primary.Id));
        var permit = await account.AcquirePermit(RequestKind.Quote);
        while (!permit.Granted)
        {
            await Task.Delay(permit.RetryAfter, time, cancellationToken);
            permit = await account.AcquirePermit(RequestKind.Quote);
        }
        var outcome = await clients.For(accounts.Primary.Id).QuotesAsync(permit.AccessToken!, instruments, cancellationToken);
        await account.ReportCall(RequestKind.Quote, BrokerFailure.Of(outcome));
        if (outcome.Value is not { } quotes)
        {
            LogRefused(instruments.Length, outcome.Message);
            return;
        }
        foreach (var name in instruments)
        {
            // Absent means expired or not quoted: remembered too, so that it is asked for once a day.
            var limits = quotes.TryGetValue(name, out var quote) && quote.UpperCircuitLimit > 0
                ? new CircuitLimits(quote.LowerCircuitLimit, quote.UpperCircuitLimit)
                : (CircuitLimits?)null;
            entries[name] = new Entry(day, limits);
        }
    }

    [LoggerMessage(4201, LogLevel.Warning, "Circuit limits of {Instrument} did not come in time; the broker alone checks them")]
    partial void LogNotInTime(string instrument);

    [LoggerMessage(4202, LogLevel.Warning, "Circuit limits of {Count} instruments could not be read: {Reason}")]
    partial void LogRefused(int count, string reason);

    sealed record Entry(DateOnly Day, CircuitLimits? Limits);
}
