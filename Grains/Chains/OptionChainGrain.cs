using Grains.Accounts;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Observability;
using Grains.Sessions;
using Kite.Instruments;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Placement;
using Orleans.Streams;
using Pricing.Conventions;

namespace Grains.Chains;

/// <summary>One expiry. All arithmetic is in <see cref="ChainBook"/>; the grain gives it turns, a stream and a heartbeat.</summary>
[PreferLocalPlacement, KeepAlive, GrainType("chain")]
internal sealed partial class OptionChainGrain(
    InstrumentDirectory directory,
    ExpiryRules rules,
    SessionClock sessions,
    AccountRegistry accounts,
    IOptions<PricingOptions> options,
    StageTimes stages,
    ChainEpochs epochs,
    TimeProvider time,
    ILogger<OptionChainGrain> logger) : Grain, IOptionChainGrain
{
    static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(1);
    ChainBook? book;
    IAsyncStream<ChainEvent>? stream;
    ChainEvent? unpublished;
    InstrumentMaster? listed;
    string mode = "";
    int market;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        if (GrainKeys.Body(key).Split(':') is [var exchange, var underlying, var date]
            && DateOnly.TryParseExact(date, "yyyy-MM-dd", out var expiry) && directory.Current is { } master)
        {
            var contracts = master.Options(underlying, expiry, exchange);
            if (contracts.Count > 0)
            {
                (mode, market, listed) = (accounts.Mode, accounts.ModeGeneration, master);
                book = new(exchange, underlying, expiry, contracts, rules, options.Value, mode, epochs.Next());
                stream = this.GetStreamProvider(TickerStreams.Provider).GetStream<ChainEvent>(TickerStreams.Chain(key));
                this.RegisterGrainTimer(Beat, new GrainTimerCreationOptions(HeartbeatPeriod, HeartbeatPeriod));
            }
        }

        if (book is null)
            // The master may learn of it later: the next call starts anew.
            DelayDeactivation(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public async Task<ForwardPoint> Apply(ChainBatch batch)
    {
        if (IsOver())
            return ForwardPoint.None;
        stages.OnTurn(Since(batch.SentAt));
        await Relist();
        var began = time.GetTimestamp();
        var freshness = new FreshnessRule(batch.Feeds, time.GetUtcNow(), options.Value.LiveFor, mode == "simulated", sessions.IsClosed(book!.Header.Exchange));
        var own = accounts.OfThisMarket(batch);
        var change = book.Apply(own, freshness);
        stages.OnValued(time.GetElapsedTime(began));
        if (change is not null)
            await Publish(Merge(unpublished, change with { ReceivedAt = Oldest(own) }));
        return book.Forward;
    }

    TimeSpan Since(long utcTicks) => utcTicks == 0 ? default : TimeSpan.FromTicks(Math.Max(0, time.GetUtcNow().UtcTicks - utcTicks));

    static long Oldest(ChainBatch batch)
    {
        var oldest = 0L;
        foreach (var update in batch.Updates)
            oldest = oldest == 0 || update.ReceivedAt < oldest ? update.ReceivedAt : oldest;
        return oldest;
    }

    public Task<ChainSnapshot?> GetSnapshot()
    {
        return Task.FromResult(IsOver() ? null : book!.Snapshot());
    }

    public Task<ChainSnapshot?> GetSnapshotBy(PricingConvention convention) => Task.FromResult(IsOver() ? null : book!.Snapshot(convention));

    public Task<OptionQuote?> GetQuote(string instrument) => Task.FromResult(IsOver() ? null : book!.Find(instrument));

    /// <summary>There is nothing, or it is the other market's: whoever asks next meets a new activation, with an epoch of its own.</summary>
    bool IsOver()
    {
        if (book is not null && market == accounts.ModeGeneration)
            return false;
        DeactivateOnIdle();
        return true;
    }

    /// <summary>A new day's list: what is no longer listed is told as removed.</summary>
    async Task Relist()
    {
        if (directory.Current is not { } master || ReferenceEquals(master, listed))
            return;
        listed = master;
        var header = book!.Header;
        if (book.Relist(master.Options(header.Underlying, header.Expiry, header.Exchange)) is { } change)
            await Publish(Merge(unpublished, change));
    }

    async Task Beat()
    {
        if (IsOver())
            return;
        await Relist();
        var header = book!.Header;
        if (header.Version > 0)
            await Publish(unpublished ?? new(header, header.Version, [], []));
        // All that read it know by now that nothing is left of it.
        if (unpublished is null && book.IsEmpty)
            book = null;
    }

    /// <summary>A full stream queue throws: the change is kept and goes out with the next one.</summary>
    async Task Publish(ChainEvent change)
    {
        try
        {
            var began = time.GetTimestamp();
            await stream!.OnNextAsync(change with { PublishedAt = time.GetUtcNow().UtcTicks });
            unpublished = null;
            if (!change.IsHeartbeat)
                stages.OnPublished(time.GetElapsedTime(began));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (!change.IsHeartbeat)
                unpublished = change;
            LogPublishFailed(logger, this.GetPrimaryKeyString(), change.Header.Version, e);
        }
    }

    static ChainEvent Merge(ChainEvent? earlier, ChainEvent later)
    {
        if (earlier is null)
            return later;
        // What the later one says of a strike holds: a row that came back, or went.
        var rows = earlier.Rows.Concat(later.Rows).GroupBy(r => r.Strike).Select(g => g.Last()).Where(r => !later.Removed.Contains(r.Strike));
        var removed = earlier.Removed.Except(later.Rows.Select(r => r.Strike)).Union(later.Removed);
        var received = earlier.ReceivedAt == 0 ? later.ReceivedAt : earlier.ReceivedAt;
        return later with { ReceivedAt = received, BaseVersion = earlier.BaseVersion, Rows = [.. rows], Removed = [.. removed] };
    }

    [LoggerMessage(2001, LogLevel.Warning, "Chain {Chain} could not publish version {Version}: it is kept and merged into the next one")]
    static partial void LogPublishFailed(ILogger logger, string chain, long version, Exception exception);
}
