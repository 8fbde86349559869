using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;

namespace Grains.Tests.Support;

/// <summary>Orders to test with.</summary>
static class Samples
{
    public static readonly DateTimeOffset Noon = new(2025, 11, 21, 12, 0, 0, TimeSpan.FromHours(5.5));

    public static readonly DateOnly Day = new(2025, 11, 21);

    public static OrderRequest Request() => new()
    {
        Account = "sim",
        Exchange = "NFO",
        Tradingsymbol = "NIFTY25NOV26000CE",
        TransactionType = "BUY",
        OrderType = "LIMIT",
        Product = "NRML",
        Quantity = 75,
        Price = 100.05m,
    };

    public static OrderRecord Record(
        string key = "a", OrderStatus status = OrderStatus.IntentRecorded, string owner = "tester", string account = "sim") => new()
    {
        Id = OrderIdentity.Id(owner, key),
        Owner = owner,
        Key = key,
        Account = account,
        Mode = "simulated",
        Status = status,
        PayloadHash = OrderIdentity.PayloadHash(Request()),
        Request = Request(),
        Tag = OrderIdentity.Tag(owner, key),
        TradingDay = Day,
        CreatedAt = Noon,
        UpdatedAt = Noon,
        Version = 1,
    };

    public static LiveOrder Live(string key = "a", OrderStatus status = OrderStatus.IntentRecorded) => new()
    {
        Id = OrderIdentity.Id("tester", key),
        Owner = "tester",
        Key = key,
        Account = "sim",
        Tag = OrderIdentity.Tag("tester", key),
        Status = status,
    };

    /// <summary>An order without slices or caps; false when its identity is there already.</summary>
    public static async Task<bool> Insert(this IOrderStore store, OrderRecord order) => await store.Insert(new NewOrder(order, [], [])) == Insertion.Done;

    public static OrderRecord Then(this OrderRecord order, OrderStatus status) => order with { Status = status, Version = order.Version + 1 };

    public static BrokerOrder Row(string id = "1", string status = "OPEN", int filled = 0, decimal average = 0, string? message = null) =>
        new(id, "tag", status, message, filled, average, null);
}
