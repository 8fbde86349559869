using System.Collections.Immutable;
using Grains.Accounts;
using Grains.Instruments;
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
internal sealed partial class SubscriptionGrain(
    [PersistentState("subscriptions-v1", SubscriptionGrain.Storage)] IPersistentState<SubscriptionState> state,
    InstrumentDirectory directory,
    AccountRegistry accounts,
    IOptions<SubscriptionOptions> options,
    ILogger<SubscriptionGrain> logger) : Grain, ISubscriptionGrain
{
    /// <summary>The storage provider of settings.</summary>
    public const string Storage = "settings";
    static readonly TimeSpan ReconcilePeriod = TimeSpan.FromSeconds(1);
    SubscriptionPlan? plan;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Reconcile, new GrainTimerCreationOptions(ReconcilePeriod, ReconcilePeriod));
        return Task.CompletedTask;
    }

    public async Task Apply()
    {
        if (directory.Current is not { } master)
            return;
        var slots = accounts.Enabled.SelectMany(a => Enumerable.Range(0, options.Value.SlotsPerAccount).Select(slot => GrainKeys.Body(GrainKeys.Feed(a.Id, slot))));
        var before = plan?.Slots.Keys ?? [];
        plan = SubscriptionPlan.Make(state.State, options.Value.Underlyings, master, slots, options.Value.InstrumentsPerSlot);
        if (plan.Views.Count(v => v.Source is null) is > 0 and var shed)
            LogShed(logger, shed, plan.Views.Length);
        // All are told, whatever becomes of one; the first failure is the caller's to know.
        await Task.WhenAll([
            .. before.Except(plan.Slots.Keys).Select(slot => GrainFactory.GetGrain<IFeedGrain>("feed:" + slot).Carry([])),
            .. plan.Slots.Select(s => GrainFactory.GetGrain<IFeedGrain>("feed:" + s.Key).Carry(s.Value))]);
    }

    /// <summary>A feed that came up anew, because its silo was lost, carries nothing until it is told.</summary>
    async Task Reconcile()
    {
        if (plan is null)
        {
            await Apply();
            return;
        }

        await Task.WhenAll(plan.Slots.Select(async slot =>
        {
            var feed = GrainFactory.GetGrain<IFeedGrain>("feed:" + slot.Key);
            if ((await feed.GetHealth()).Instruments != slot.Value.Length)
                await feed.Carry(slot.Value);
        }));
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
    async Task Save(List<string> instruments)
    {
        var before = state.State;
        state.State = new() { Underlyings = before.Underlyings, Instruments = instruments };
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
        return Task.FromResult(new SubscriptionPage(page, next, views.Length));
    }

    public Task<ImmutableArray<string>> Underlyings() => Task.FromResult<ImmutableArray<string>>([.. state.State.Underlyings ?? options.Value.Underlyings]);

    public async Task<ImmutableArray<FeedHealth>> Feeds()
    {
        var feeds = (plan?.Slots.Keys ?? []).Select(slot => GrainFactory.GetGrain<IFeedGrain>("feed:" + slot).GetHealth());
        return [.. await Task.WhenAll(feeds)];
    }

    [LoggerMessage(3010, LogLevel.Warning, "{Shed} of {Wanted} wanted instruments have no room on any socket and are not streamed: add an account, or take some out")]
    static partial void LogShed(ILogger logger, int shed, int wanted);
}
