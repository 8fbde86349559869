using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Kite.Simulator.Market;
using Kite.Simulator.Orders;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Alerts;

/// <summary>All alerts. The world's lock guards it.</summary>
internal sealed class AlertBook(World world)
{
    const int MostEnabled = 500;
    const int FiringsKept = 50;
    readonly Dictionary<string, Alert> _alerts = [];

    public IEnumerable<Alert> All => _alerts.Values;

    public IEnumerable<Alert> Of(string userId) => _alerts.Values.Where(a => a.UserId == userId);

    public Alert Find(string userId, string uuid) =>
        _alerts.TryGetValue(uuid, out var alert) && alert.UserId == userId ? alert : throw new ApiException(404, "GeneralException", "Alert not found.");

    public Alert Add(string userId, AlertTerms terms)
    {
        if (Of(userId).Count(static a => a.Status == "enabled") >= MostEnabled)
            throw ApiException.Input(string.Create(CultureInfo.InvariantCulture, $"Maximum {MostEnabled} active alerts are allowed."));
        Check(terms);
        var now = world.Market.Now;
        return Keep(new() { Uuid = new Guid(RandomNumberGenerator.GetBytes(16)).ToString(), UserId = userId, Terms = terms, Status = "enabled", CreatedAt = now, UpdatedAt = now });
    }

    public Alert Change(string userId, string uuid, AlertTerms terms, string? status)
    {
        var alert = Find(userId, uuid);
        if (alert.Status == "deleted")
            throw ApiException.Input("The alert is deleted.");
        if (status is not (null or "enabled" or "disabled"))
            throw ApiException.Input("Invalid `status`; use enabled or disabled.");
        Check(terms);
        return Keep(alert with { Terms = terms, Status = status ?? alert.Status, UpdatedAt = world.Market.Now, Held = false });
    }

    public void Delete(string userId, string uuid) => Keep(Find(userId, uuid) with { Status = "deleted", UpdatedAt = world.Market.Now });

    public void Restore(Alert alert) => _alerts[alert.Uuid] = alert;

    public Instrument? InstrumentOf(AlertSide side) =>
        side.Exchange == "INDICES"
            ? world.Market.Underlyings.Select(static u => u.Index).FirstOrDefault(i => i.Kind == InstrumentKind.Index && i.Symbol == side.Symbol)
            : world.Market.Find($"{side.Exchange}:{side.Symbol}");

    public void Turn()
    {
        foreach (var alert in _alerts.Values.Where(static a => a.Status == "enabled").ToList())
        {
            if (LastOf(alert.Terms.Left) is not { } left || (alert.Terms.Right is { } side ? LastOf(side) : alert.Terms.Constant) is not { } right)
                continue;
            var holds = Holds(left, alert.Terms.Operator, right);
            if (holds && !alert.Held)
                Fire(alert, left);
            else if (holds != alert.Held)
                _alerts[alert.Uuid] = alert with { Held = holds };
        }
    }

    static bool Holds(decimal left, string comparison, decimal right) => comparison switch
    {
        "<=" => left <= right,
        ">=" => left >= right,
        "<" => left < right,
        ">" => left > right,
        _ => left == right,
    };

    decimal? LastOf(AlertSide side) => InstrumentOf(side) is { Last: > 0 } instrument ? instrument.Last / 100m : null;

    void Fire(Alert alert, decimal last)
    {
        var ato = alert.Terms.Type == "ato";
        var firing = new AlertFiring(world.Market.Now, last, ato ? PlaceBasket(alert) : null);
        // What places orders does so once.
        Keep(alert with { Held = true, Count = alert.Count + 1, Status = ato ? "disabled" : alert.Status, Firings = [.. alert.Firings.TakeLast(FiringsKept - 1), firing] });
    }

    string[] PlaceBasket(Alert alert)
    {
        var results = new List<string>();
        foreach (var item in JsonElement.Parse(alert.Terms.Basket!).GetProperty("items").EnumerateArray())
        {
            try
            {
                world.CountOrder(alert.UserId);
                results.Add(world.Orders.Place(Order(alert.UserId, item)));
            }
            catch (ApiException e)
            {
                results.Add(e.Message);
            }
        }

        return [.. results];
    }

    static OrderRequest Order(string userId, JsonElement item)
    {
        var p = item.GetProperty("params");
        return new(
            userId, "regular", JsonBody.Text(item, "exchange"), JsonBody.Text(item, "tradingsymbol"), JsonBody.Text(p, "transaction_type"),
            JsonBody.Text(p, "order_type"), JsonBody.Text(p, "product"), (int)JsonBody.Number(p, "quantity"), JsonBody.NumberOrZero(p, "price"),
            JsonBody.NumberOrZero(p, "trigger_price"), "DAY", 0, 0, JsonBody.NumberOrZero(p, "market_protection"), null, AutoSlice: false);
    }

    void Check(AlertTerms terms)
    {
        if (InstrumentOf(terms.Left) is null || (terms.Right is { } right && InstrumentOf(right) is null))
            throw ApiException.Input("The instrument has either expired or does not exist.");
        if (terms.Operator is not ("<=" or ">=" or "<" or ">" or "=="))
            throw ApiException.Input("Invalid `operator`.");
        if (terms.Type is not ("simple" or "ato"))
            throw ApiException.Input("Invalid `type`; use simple or ato.");
        if (terms.Type == "ato")
            CheckBasket(JsonBody.Read(terms.Basket ?? throw ApiException.Input("Missing or empty field `basket`"), "basket"));
    }

    static void CheckBasket(JsonElement basket)
    {
        if (basket.ValueKind != JsonValueKind.Object || !basket.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
            throw ApiException.Input("Invalid `basket`: it needs items.");
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("params", out var p) || p.ValueKind != JsonValueKind.Object)
                throw ApiException.Input("Invalid `basket`: every item needs params.");
            Order("", item);
        }
    }

    Alert Keep(Alert alert)
    {
        world.Journal.Append(new() { Alert = alert });
        return _alerts[alert.Uuid] = alert;
    }
}
