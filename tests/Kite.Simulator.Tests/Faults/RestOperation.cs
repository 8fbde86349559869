using Kite.Rest;
using Kite.Simulator.Tests.Support;

namespace Kite.Simulator.Tests.Faults;

/// <summary>Everything that a call of the matrix needs: who calls, about which order.</summary>
internal sealed record RestCase(RestFixture Fixture, Trader Trader, string Tag, string OrderId, string RequestToken)
{
    public KiteRestClient Client => Fixture.Client;

    public Kite.Simulator.Market.Instrument Option => Fixture.Sim.Option();

    public string Token => Trader.AccessToken;
}

/// <summary>The operations of the matrix: the route a fault is aimed at, whether it writes, and the call of our client.</summary>
internal sealed record RestOperation(string Method, string Path, bool Writes, Func<RestCase, Task<(OutcomeKind Kind, RejectionKind Rejection)>> Call)
{
    public static Dictionary<string, RestOperation> All { get; } = new()
    {
        ["place"] = new("POST", "/orders", true, static c => End(c.Client.PlaceAsync(c.Token, "regular", Order(c), default))),
        ["modify"] = new("PUT", "/orders", true, static c => End(c.Client.ModifyAsync(c.Token, "regular", c.OrderId, new() { Price = 2 }, default))),
        ["cancel"] = new("DELETE", "/orders", true, static c => End(c.Client.CancelAsync(c.Token, "regular", c.OrderId, default))),
        ["orders"] = new("GET", "/orders", false, static c => End(c.Client.OrdersAsync(c.Token, default))),
        ["order history"] = new("GET", "/orders/", false, static c => End(c.Client.OrderHistoryAsync(c.Token, c.OrderId, default))),
        ["trades"] = new("GET", "/trades", false, static c => End(c.Client.TradesAsync(c.Token, default))),
        ["positions"] = new("GET", "/portfolio/positions", false, static c => End(c.Client.PositionsAsync(c.Token, default))),
        ["quote"] = new("GET", "/quote", false, static c => End(c.Client.QuotesAsync(c.Token, [c.Option.QuoteKey], default))),
        ["historical"] = new("GET", "/instruments/historical", false, static c => End(c.Client.HistoricalAsync(
            c.Token, c.Option.Token, "minute", c.Fixture.Sim.Host.Clock.Now.AddMinutes(-30), c.Fixture.Sim.Host.Clock.Now, false, false, default))),
        ["instruments"] = new("GET", "/instruments", false, static c => End(c.Client.InstrumentsAsync(c.Token, null, default))),
        ["profile"] = new("GET", "/user/profile", false, static c => End(c.Client.ProfileAsync(c.Token, default))),
        ["session"] = new("POST", "/session/token", true, static c => End(c.Client.ExchangeAsync(new(c.Trader.Account.ApiKey, c.Trader.Account.ApiSecret), c.RequestToken, default))),
    };

    static PlaceOrder Order(RestCase c) => new()
    {
        Exchange = "NFO",
        Tradingsymbol = c.Option.Symbol,
        TransactionType = "BUY",
        OrderType = "LIMIT",
        Product = "NRML",
        Quantity = c.Option.Lot,
        Price = 1,
        Tag = c.Tag,
    };

    static async Task<(OutcomeKind, RejectionKind)> End<T>(Task<Outcome<T>> call)
    {
        var outcome = await call;
        // A message of a failure says something, and nothing secret.
        Assert.Equal(outcome.IsAccepted, outcome.Message.Length == 0);
        Assert.DoesNotContain("simsecret", outcome.Message, StringComparison.Ordinal);
        return (outcome.Kind, outcome.Rejection);
    }

    /// <summary>Whether the write took effect at the broker.</summary>
    public static async Task<bool> TookEffectAsync(RestCase c, string operation)
    {
        c.Fixture.Sim.TurnOrders();
        var orders = (await c.Trader.GetAsync("/orders")).Data.AsArray();
        return operation switch
        {
            "place" => orders.Any(o => o!["tag"]?.GetValue<string>() == c.Tag),
            "modify" => One()["price"]!.GetValue<decimal>() == 2,
            _ => One()["status"]!.GetValue<string>() == "CANCELLED",
        };

        System.Text.Json.Nodes.JsonNode One() => orders.Single(o => string.Equals(o!["order_id"]!.GetValue<string>(), c.OrderId, StringComparison.Ordinal))!;
    }
}
