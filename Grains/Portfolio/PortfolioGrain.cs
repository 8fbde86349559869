using System.Text.Json;
using System.Text.Json.Serialization;
using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Sessions;
using Grains.Storage;
using Kite;
using Kite.Rest;
using Orleans.Concurrency;

namespace Grains.Portfolio;

/// <summary>Reads the broker under the account's budget; keeps nothing itself. Reentrant: two readers wait for the broker together.</summary>
[GrainType("portfolio"), Reentrant]
sealed class PortfolioGrain(AccountRegistry accounts, BrokerClients clients, DeskStore desk, MarketClock market, TimeProvider time) : Grain, IPortfolioGrain
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    string Id => GrainKeys.Body(this.GetPrimaryKeyString());

    public Task<PortfolioReply> Positions() => Read((client, token) => client.PositionsAsync(token, default), async positions =>
        new { account = Id, net = positions.Net, day = positions.Day, drift = Drift(positions, await desk.Positions(Id, null)) });

    public Task<PortfolioReply> Holdings() => Read((client, token) => client.HoldingsAsync(token, default), holdings => Task.FromResult<object>(holdings));

    public Task<PortfolioReply> Margins() => Read((client, token) => client.MarginsAsync(token, default), margins => Task.FromResult<object>(margins));

    public Task<PortfolioReply> ForeignOrders() => Read((client, token) => client.OrdersAsync(token, default), async book =>
    {
        var ours = await desk.Known(Id, market.TodayOf(accounts.Find(Id)?.Mode ?? accounts.Mode) ?? default);
        return new { account = Id, orders = book.Where(row => !IsOurs(row, ours)).Select(Foreign).ToArray() };
    });

    public Task<PortfolioReply> Adopt(string? instrument, string? product, string by) => Read((client, token) => client.PositionsAsync(token, default), async positions =>
    {
        var adopted = Drift(positions, await desk.Positions(Id, null))
            .Where(drift => (instrument is null || drift.Instrument == instrument) && (product is null || drift.Product == product)).ToArray();
        foreach (var drift in adopted)
            await desk.Adjust(Id, drift.Instrument, drift.Product, drift.Difference, by);
        return new { account = Id, adopted };
    });

    public async Task<bool> AcceptPostback(string orderId, string orderTimestamp, string checksum)
    {
        if (accounts.Find(Id) is not { } account || !KiteChecksum.IsPostbackValid(orderId, orderTimestamp, account.ApiSecret, checksum))
            return false;
        await GrainFactory.GetGrain<IAccountGrain>(GrainKeys.Account(Id)).RequestReconcile("postback");
        return true;
    }

    /// <summary>Where the broker's net position is not what our fills and adoptions make it.</summary>
    internal static PositionDrift[] Drift(KitePositions positions, IReadOnlyList<HeldPosition> held)
    {
        var theirs = positions.Net.GroupBy(row => ($"{row.Exchange}:{row.Tradingsymbol}", row.Product)).ToDictionary(group => group.Key, group => group.Sum(row => (long)row.Quantity));
        var ours = held.ToDictionary(position => (position.Instrument, position.Product), position => position.Quantity);
        return
        [
            .. theirs.Keys.Union(ours.Keys).OrderBy(key => key.Item1, StringComparer.Ordinal)
                .Select(key => new PositionDrift(key.Item1, key.Item2, ours.GetValueOrDefault(key), theirs.GetValueOrDefault(key)))
                .Where(drift => drift.Difference != 0),
        ];
    }

    static object Foreign(KiteOrder row) => new
    {
        row.OrderId, row.Status, row.StatusMessage, row.PlacedBy, row.OrderTimestamp, row.Variety, row.Exchange, row.Tradingsymbol, row.TransactionType, row.OrderType, row.Product,
        row.Quantity, row.FilledQuantity, row.Price, row.TriggerPrice, row.AveragePrice, row.Validity, row.Tag,
    };

    static bool IsOurs(KiteOrder row, IReadOnlySet<string> ours) =>
        ours.Contains(row.OrderId) || row.Tags.Append(row.Tag).OfType<string>().Any(ours.Contains);

    async Task<PortfolioReply> Read<T>(Func<KiteRestClient, string, Task<Outcome<T>>> call, Func<T, Task<object>> show)
    {
        var account = GrainFactory.GetGrain<IAccountGrain>(GrainKeys.Account(Id));
        var began = time.GetTimestamp();
        var permit = await account.AcquirePermit(RequestKind.Other);
        while (!permit.Granted && permit.RetryAfter <= Patience - time.GetElapsedTime(began))
        {
            await Task.Delay(permit.RetryAfter, time);
            permit = await account.AcquirePermit(RequestKind.Other);
        }
        if (!permit.Granted)
            return new PortfolioReply(null, Unavailable(permit.Reason), permit.RetryAfter);
        var outcome = await call(clients.For(Id), permit.AccessToken!);
        if (outcome is { Kind: OutcomeKind.Rejected, Rejection: RejectionKind.Token })
            await account.ReportTokenRejected(permit.Generation, outcome.Message);
        if (outcome.Value is not { } value)
            return new PortfolioReply(null, Unavailable(outcome.Message), outcome.RetryAfter ?? TimeSpan.FromSeconds(1));
        try
        {
            return new PortfolioReply(JsonSerializer.Serialize(await show(value), Json));
        }
        catch (StorageUnavailableException)
        {
            return new PortfolioReply(null, OrderRules.Problem("storage_unavailable", null, "The database does not answer: try again in a moment."), TimeSpan.FromSeconds(1));
        }
    }

    static OrderProblem Unavailable(string reason) => OrderRules.Problem("broker_unavailable", null, $"The broker could not be read: {reason} Try again.");
}

/// <summary>A position on which we and the broker differ, in units, signed.</summary>
sealed record PositionDrift(string Instrument, string Product, long Ours, long Broker)
{
    public long Difference => Broker - Ours;
}
