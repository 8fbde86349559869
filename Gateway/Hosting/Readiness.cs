using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Instruments;
using Grains.Interfaces.Orders;
using Grains.Interfaces.Subscriptions;

namespace Gateway.Hosting;

/// <summary>One part of the service: whether it is ready, and if not, why, in a sentence.</summary>
sealed record ComponentHealth(string Name, bool Ready, string Detail)
{
    /// <summary>It works, and somebody should look at it.</summary>
    public bool Degraded { get; init; }
}

/// <summary>Asks each part whether it can do its work.</summary>
sealed class Readiness(IClusterClient cluster, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<ComponentHealth>> Check() => await Task.WhenAll(
        Database(), Ask("account", Account), Ask("tokens", Tokens), Ask("instruments", Instruments), Ask("feed", Feed), Ask("chain", Chain), Clock());

    async Task<ComponentHealth> Ask(string name, Func<Task<(bool, string)>> check)
    {
        try
        {
            var (ready, detail) = await check().WaitAsync(Patience, time);
            return new(name, ready, detail);
        }
        catch (TimeoutException)
        {
            return new(name, false, $"No answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(name, false, $"{e.GetType().Name}: see the log.");
        }
    }

    async Task<ComponentHealth> Database()
    {
        var storage = OrderStorage.Ready;
        var asked = await Ask("database", async () =>
        {
            var index = cluster.GetGrain<IOrderIndexGrain>(GrainKeys.OrderIndex);
            await index.List(new(null, null, null, 1, null));
            storage = await index.Storage();
            return storage switch
            {
                OrderStorage.Refusing => (false, "The database takes no writes, so orders are refused: check its disk's space, and the log for the reason."),
                OrderStorage.NearlyFull => (true, "Its disk is nearly full: make room, or orders will be refused."),
                _ => (true, "Orders can be read and stored."),
            };
        });
        return asked with { Degraded = storage == OrderStorage.NearlyFull };
    }

    /// <summary>The primary one: orders and data need it.</summary>
    async Task<(bool, string)> Account()
    {
        var primary = (await Accounts.Ids())[0];
        var status = await Status(primary);
        return (status.State is TokenState.Valid or TokenState.Expiring, status.Reason);
    }

    /// <summary>The morning's alarm: every account that is switched on has a token for today's market.</summary>
    async Task<(bool, string)> Tokens()
    {
        var alarms = (await Statuses()).Select(s => s.Alarm).OfType<string>().ToArray();
        return (alarms.Length == 0, alarms.Length == 0 ? "No account needs a log-in now." : string.Join(' ', alarms));
    }

    /// <summary>Time-outs and budgets do not depend on it, so orders go on.</summary>
    async Task<ComponentHealth> Clock()
    {
        string? alarm = null;
        var asked = await Ask("clock", async () =>
        {
            var statuses = await Statuses();
            alarm = statuses.Select(s => s.ClockAlarm).FirstOrDefault(a => a is not null);
            return (true, alarm ?? (statuses.Any(s => s.ClockOffset is not null) ? "As the broker's." : "The broker has not answered yet."));
        });
        return asked with { Degraded = alarm is not null };
    }

    async Task<(bool, string)> Instruments()
    {
        var count = await Catalog.Count();
        return (count > 0, count > 0 ? $"{count} instruments." : "The instrument master is not loaded yet.");
    }

    async Task<(bool, string)> Feed()
    {
        var feeds = await cluster.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions).Feeds();
        var bad = feeds.FirstOrDefault(f => f.State != FeedState.Healthy);
        return feeds.IsEmpty ? (false, "Nothing is subscribed yet.")
            : bad is not null ? (false, $"{bad.Source} is {bad.State}: {bad.Reason}")
            : (true, $"{feeds.Length} healthy, {feeds.Sum(f => f.Instruments)} instruments.");
    }

    /// <summary>The nearest chain of every streamed underlying has a forward.</summary>
    async Task<(bool, string)> Chain()
    {
        var streamed = await cluster.GetGrain<ISubscriptionGrain>(GrainKeys.Subscriptions).Underlyings();
        var underlyings = (await Catalog.Underlyings()).Where(u => streamed.Contains(u.Underlying) && !u.Expiries.IsEmpty).ToList();
        if (underlyings.Count < streamed.Length)
            return (false, $"Not listed yet: {string.Join(", ", streamed.Except(underlyings.Select(u => u.Underlying)))}.");
        foreach (var underlying in underlyings)
        {
            var key = GrainKeys.Chain(underlying.Exchange, underlying.Underlying, underlying.Expiries[0]);
            var snapshot = await cluster.GetGrain<IOptionChainGrain>(key).GetSnapshot();
            if (snapshot?.Header.Forward is null)
                return (false, $"{key} has no forward yet.");
        }

        return (true, $"{underlyings.Count} underlyings priced.");
    }

    async Task<AccountStatus[]> Statuses() => await Task.WhenAll((await Accounts.Ids()).Select(Status));

    Task<AccountStatus> Status(string id) => cluster.GetGrain<IAccountGrain>(GrainKeys.Account(id)).GetStatus();

    IAccountDirectoryGrain Accounts => cluster.GetGrain<IAccountDirectoryGrain>(GrainKeys.Accounts);

    ICatalogGrain Catalog => cluster.GetGrain<ICatalogGrain>(GrainKeys.Catalog);
}
