using System.Collections.Immutable;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;
using Grains.Instruments;
using Grains.Sessions;
using Kite.Instruments;
using Microsoft.Extensions.Logging;

namespace Grains.Subscriptions;

/// <summary>Once a second: what is wanted now, which sockets are well, and who must be told.</summary>
internal sealed partial class SubscriptionGrain
{
    static readonly TimeSpan ReconcilePeriod = TimeSpan.FromSeconds(1);

    /// <summary>A feed whose silo is lost must not hold up the others.</summary>
    static readonly TimeSpan FeedPatience = TimeSpan.FromSeconds(2);

    readonly SlotWatch watch;
    readonly DemandBook demand;
    readonly Dictionary<string, ImmutableArray<FeedInstrument>> told = new(StringComparer.Ordinal);
    IReadOnlyDictionary<string, string> carriedBy = ImmutableDictionary<string, string>.Empty;
    readonly MoveCount moves = new();
    IReadOnlyList<Wanted> wanted = [];
    string[] exchanges = [];
    string wantedFor = "";
    (IReadOnlyList<Wanted> Wanted, List<Slot> Slots) placed = ([], []);
    int lastShed;

    /// <summary>The first failure is the caller's to know, after all have been told.</summary>
    async Task Reconcile(bool mustTell)
    {
        if (directory.Current is not { } master)
            return;
        demand.Expire(time.GetUtcNow());
        await Want(master);
        var slots = await Slots();
        Place(slots);
        await Tell(mustTell);
    }

    async Task Want(InstrumentMaster master)
    {
        var set = new WantedSet(master, options.Value, rules, sessions.Now);
        string[] underlyings = [.. state.State.Underlyings ?? options.Value.Underlyings];
        if (options.Value.Strikes > 0)
            await MoveLadders(set, master, underlyings);
        var centers = state.State.Centers;
        var chains = demand.Current.Select(d => d.Chain).ToList();
        // The list is long, and seldom changes: it is made anew only when something that it depends on has.
        var dependsOn = string.Join('|', [
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(master).ToString(System.Globalization.CultureInfo.InvariantCulture),
            .. underlyings.Select(u => $"{u}={(options.Value.Strikes > 0 ? centers.GetValueOrDefault(u) : 0)}:{string.Join(',', set.Expiries(u).Select(e => e.DayNumber))}"),
            "", .. state.State.Instruments, "", .. chains]);
        if (dependsOn == wantedFor)
            return;
        wanted = set.Make(state.State, chains, centers);
        exchanges = [.. wanted.Select(w => w.Instrument[..w.Instrument.IndexOf(':', StringComparison.Ordinal)]).Distinct(StringComparer.Ordinal)];
        wantedFor = dependsOn;
    }

    async Task MoveLadders(WantedSet set, InstrumentMaster master, string[] underlyings)
    {
        var centers = new Dictionary<string, decimal>(state.State.Centers, StringComparer.Ordinal);
        var moved = false;
        foreach (var underlying in underlyings)
        {
            if (master.OptionExchange(underlying) is not { } exchange || set.Expiries(underlying).Select(e => (DateOnly?)e).FirstOrDefault() is not { } nearest)
                continue;
            var info = await GrainFactory.GetGrain<IUnderlyingGrain>(GrainKeys.Underlying(exchange, underlying)).GetInfo();
            var price = info?.Spot ?? info?.Futures.Select(f => f.Last).FirstOrDefault(p => p is not null);
            decimal? before = centers.TryGetValue(underlying, out var known) ? known : null;
            if (StrikeLadder.Center(set.Strikes(underlying, nearest), price, before) is not { } center || center == before)
                continue;
            centers[underlying] = center;
            moved = true;
        }

        if (!moved)
            return;
        state.State.Centers = centers;
        await Remember();
    }

    /// <summary>Where the money is can be found again: a database that is down does not stop the ladder.</summary>
    async Task Remember()
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogNotStored(logger, e);
        }
    }

    async Task<List<Slot>> Slots()
    {
        var all = accounts.Enabled.SelectMany(a => Enumerable.Range(0, options.Value.SlotsPerAccount).Select(slot => GrainKeys.Body(GrainKeys.Feed(a.Id, slot)))).ToList();
        var slots = await Task.WhenAll(all.Select(Slot));
        // A socket that was never opened is as good as those of its account that were: a dead token is dead for all three.
        var failed = slots.Where(s => told.ContainsKey(s.Source)).GroupBy(s => AccountOf(s.Source), StringComparer.Ordinal)
            .Where(g => g.All(s => !s.Usable)).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return [.. slots.Select(s => failed.Contains(AccountOf(s.Source)) ? s with { Usable = false, Settled = false } : s)];
    }

    static string AccountOf(string source) => source[..source.LastIndexOf(':')];

    async Task<Slot> Slot(string source)
    {
        if (!told.TryGetValue(source, out var share))
            return new(source);
        var health = await Health(source);
        // A feed that came up anew, because its silo was lost, carries nothing until it is told.
        if (health is not null && health.Instruments != share.Length)
            told[source] = default;
        var was = watch.IsLost(source);
        var judged = watch.Judge(source, health, sessions.MayTrade(exchanges), time.GetUtcNow());
        if (!was && !judged.Usable)
            LogLost(logger, source, share.IsDefault ? 0 : share.Length, health?.Reason ?? "It does not answer.");
        else if (was && judged.Settled)
            LogBack(logger, source);
        return judged;
    }

    async Task<FeedHealth?> Health(string source)
    {
        try
        {
            return await Feed(source).GetHealth().WaitAsync(FeedPatience, time);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    void Place(List<Slot> slots)
    {
        // Nothing new, and nothing left to even out.
        if (plan is { Moved: 0 } && ReferenceEquals(placed.Wanted, wanted) && placed.Slots.SequenceEqual(slots))
            return;
        placed = (wanted, slots);
        plan = SubscriptionPlan.Make(wanted, slots, options.Value.InstrumentsPerSlot, carriedBy, options.Value.MovesPerSecond);
        moves.Add(carriedBy, plan.Sources);
        carriedBy = plan.Sources;
        instruments.OnPlanned(plan);
        if (plan.Moved > 0)
            LogMoved(logger, plan.Moved);
        if (plan.Shed != lastShed && plan.Shed > 0)
            LogShed(logger, plan.Shed, plan.Views.Length);
        lastShed = plan.Shed;
    }

    /// <summary>Those that take on first, then those that give up: an instrument has two sources for a moment rather than none.</summary>
    async Task Tell(bool mustTell)
    {
        var shares = told.Keys.Union(plan!.Slots.Keys)
            .Select(source => (Source: source, Share: plan.Slots.GetValueOrDefault(source, [])))
            .Where(s => !told.TryGetValue(s.Source, out var last) || last.IsDefault || (last != s.Share && !last.SequenceEqual(s.Share)))
            .ToLookup(s => told.TryGetValue(s.Source, out var last) && !last.IsDefault && s.Share.Length < last.Length);
        var failures = new List<Exception>();
        foreach (var givesUp in new[] { false, true })
        {
            await Task.WhenAll(shares[givesUp].ToList().Select(async s =>
            {
                try
                {
                    await Feed(s.Source).Carry(s.Share).WaitAsync(FeedPatience, time);
                    told[s.Source] = s.Share;
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    failures.Add(e);
                    told[s.Source] = default;
                    LogNotTold(logger, s.Source, e);
                }
            }));
        }

        foreach (var gone in told.Where(t => t.Value is { IsDefault: false, IsEmpty: true } && !watch.IsLost(t.Key)).Select(t => t.Key).ToList())
            told.Remove(gone);
        if (mustTell && failures.Count > 0)
            throw failures[0];
    }

    IFeedGrain Feed(string source) => GrainFactory.GetGrain<IFeedGrain>("feed:" + source);

    [LoggerMessage(3010, LogLevel.Warning, "{Shed} of {Wanted} wanted instruments have no room on any socket and are not streamed: add an account, or take some out")]
    static partial void LogShed(ILogger logger, int shed, int wanted);

    [LoggerMessage(3011, LogLevel.Warning, "Feed {Source} is lost with {Instruments} instruments, which go to others where there is room: {Reason}")]
    static partial void LogLost(ILogger logger, string source, int instruments, string reason);

    [LoggerMessage(3012, LogLevel.Information, "Feed {Source} is well again: instruments move back to it")]
    static partial void LogBack(ILogger logger, string source);

    [LoggerMessage(3013, LogLevel.Information, "{Moved} instruments changed their socket")]
    static partial void LogMoved(ILogger logger, int moved);

    [LoggerMessage(3014, LogLevel.Warning, "Feed {Source} could not be told what to carry; trying again")]
    static partial void LogNotTold(ILogger logger, string source, Exception exception);

    [LoggerMessage(3015, LogLevel.Warning, "The strike ladders could not be stored: after a restart they begin anew")]
    static partial void LogNotStored(ILogger logger, Exception exception);

    [LoggerMessage(3016, LogLevel.Warning, "Subscriptions could not be reconciled; trying again")]
    static partial void LogNotReconciled(ILogger logger, Exception exception);
}
