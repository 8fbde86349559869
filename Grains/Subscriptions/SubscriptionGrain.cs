using System.Collections.Immutable;
using Grains.Accounts;
using Grains.Instruments;
using Grains.Sessions;
using Grains.Interfaces;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Subscriptions;
using Kite.Instruments;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Grains.Subscriptions;

/// <summary>The wanted set, persisted; hands each feed its share.</summary>
[KeepAlive, GrainType("subscriptions")]
internal sealed partial class SubscriptionGrain : Grain, ISubscriptionGrain
{
    /// <summary>The storage provider of settings.</summary>
    public const string Storage = "settings";
    readonly IPersistentState<SubscriptionState> state;
    readonly InstrumentDirectory directory;
    readonly AccountRegistry accounts;
    readonly ExpiryRules rules;
    readonly SessionClock sessions;
    readonly SubscriptionInstruments instruments;
    readonly IOptions<SubscriptionOptions> options;
    readonly TimeProvider time;
    readonly ILogger<SubscriptionGrain> logger;
    SubscriptionPlan? plan;

    public SubscriptionGrain(
        [PersistentState("subscriptions-v1", Storage)] IPersistentState<SubscriptionState> state,
        InstrumentDirectory directory,
        AccountRegistry accounts,
        ExpiryRules rules,
        SessionClock sessions,
        SubscriptionInstruments instruments,
        IOptions<SubscriptionOptions> options,
        TimeProvider time,
        ILogger<SubscriptionGrain> logger)
    {
        (this.state, this.directory, this.accounts, this.rules, this.sessions) = (state, directory, accounts, rules, sessions);
        (this.instruments, this.options, this.time, this.logger) = (instruments, options, time, logger);
        watch = new(options.Value);
        demand = new(options.Value.DemandLease);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(ReconcilePeriod, ReconcilePeriod));
        return Task.CompletedTask;
    }

    public Task Apply() => Reconcile(mustTell: true);

    async Task Tick()
    {
        try
        {
            await Reconcile(mustTell: false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogNotReconciled(logger, e);
        }
    }

    public async Task Demand(string gateway, ImmutableArray<ChainDemand> chains)
    {
        if (demand.Report(gateway, chains, time.GetUtcNow()))
            await Reconcile(mustTell: false);
    }

    public async Task<SubscriptionView?> Add(string instrument)
    {
        if (!InstrumentKey.TryParse(instrument, out var key) || directory.Current?.TryGet(key, out _) is not true)
            return null;
        if (!state.State.Instruments.Contains(instrument, StringComparer.Ordinal))
        {
            await Save([.. state.State.Instruments, instrument]);
        }

        await Apply();
        return plan!.Views.FirstOrDefault(v => v.Instrument == instrument);
    }

    public async Task<bool> Remove(string instrument)
    {
        if (!state.State.Instruments.Contains(instrument, StringComparer.Ordinal))
            return false;
        await Save([.. state.State.Instruments.Where(i => i != instrument)]);
        await Apply();
        return true;
    }

    /// <summary>What could not be written is not remembered either: a failed request changes nothing.</summary>
    async Task Save(List<string> explicitly)
    {
        var before = state.State;
        state.State = new() { Underlyings = before.Underlyings, Instruments = explicitly, Centers = before.Centers };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            throw;
        }
    }

    public Task<SubscriptionPage> List(int limit, string? cursor)
    {
        var views = plan?.Views ?? [];
        var page = views.Where(v => cursor is null || string.CompareOrdinal(v.Instrument, cursor) > 0).Take(limit).ToImmutableArray();
        var next = page.Length == limit && page[^1].Instrument != views[^1].Instrument ? page[^1].Instrument : null;
        return Task.FromResult(new SubscriptionPage(page, next, views.Length, plan?.Shed ?? 0));
    }

    public Task<ImmutableArray<string>> Underlyings() => Task.FromResult<ImmutableArray<string>>([.. state.State.Underlyings ?? options.Value.Underlyings]);

    /// <summary>Those that failed and carry nothing for now too: an operator must see them.</summary>
    public async Task<ImmutableArray<FeedHealth>> Feeds()
    {
        var feeds = told.Keys.Union(plan?.Slots.Keys ?? []).Order(StringComparer.Ordinal).Select(async source => await Health(source)
            ?? new FeedHealth { Source = source, State = FeedState.Stopped, Reason = "It does not answer.", Since = time.GetUtcNow() });
        return [.. (await Task.WhenAll(feeds)).Select(moves.AddTo)];
    }
}
