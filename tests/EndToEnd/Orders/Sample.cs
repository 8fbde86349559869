using System.Globalization;
using System.Text.Json;
using EndToEnd.Support;

namespace EndToEnd.Orders;

/// <summary>Orders for the tests: on the call at the money, priced so that they rest in the book.</summary>
static class Sample
{
    public static readonly string[] Final = ["complete", "rejected", "cancelled", "expired", "dead_lettered"];

    /// <summary>The instrument, its lot and a bid well below the market.</summary>
    public static async Task<(string Tradingsymbol, int Lot, decimal Price)> Contract(ServiceClient service)
    {
        var chain = (await service.Get("/api/v1/chains/NIFTY")).Json;
        var atm = chain.GetProperty("atm_strike").GetDecimal();
        var call = chain.GetProperty("rows").EnumerateArray().First(r => r.GetProperty("strike").GetDecimal() == atm).GetProperty("call");
        var instrument = call.GetProperty("instrument").GetString()!;
        var lot = (await service.Get("/api/v1/instruments/" + instrument)).Json.GetProperty("lot_size").GetInt32();
        return (instrument["NFO:".Length..], lot, Math.Floor(call.GetProperty("bid").GetDecimal() * 0.9m));
    }

    public static object Limit((string Tradingsymbol, int Lot, decimal Price) contract, bool resendIfAbsent = false, string? account = null) => new
    {
        account, exchange = "NFO", tradingsymbol = contract.Tradingsymbol, transaction_type = "BUY", order_type = "LIMIT", product = "NRML",
        quantity = contract.Lot, price = contract.Price, resend_if_absent = resendIfAbsent,
    };

    public static string Status(this JsonElement order) => order.GetProperty("status").GetString()!;

    public static string? BrokerId(this JsonElement order) => order.GetProperty("order_id").GetString();

    public static long Version(this JsonElement order) => order.GetProperty("version").GetInt64();

    public static bool IsSettled(this JsonElement order) => order.Status() is "open" || Final.Contains(order.Status());

    public static string Describe(this JsonElement? order) => order is { } o
        ? string.Create(CultureInfo.InvariantCulture, $"{o.Status()} with the broker's id {o.BrokerId() ?? "none"} ({o.GetProperty("message")})")
        : "not stored";
}
