using System.Globalization;
using System.Security.Cryptography;
using Kite.Simulator.Market;
using Kite.Simulator.Rest;

namespace Kite.Simulator.MutualFunds;

/// <summary>
/// Orders, plans and units of the invented funds. An order rests until the day's end, when units are allotted at the net asset value, which
/// does not move. The world's lock guards it.
/// </summary>
internal sealed class FundBook(World world)
{
    static readonly TimeSpan s_shown = TimeSpan.FromDays(7);
    readonly Dictionary<string, FundOrder> _orders = [];
    readonly Dictionary<string, FundPlan> _plans = [];

    public IEnumerable<FundOrder> AllOrders => _orders.Values;

    public IEnumerable<FundPlan> AllPlans => _plans.Values;

    public IEnumerable<FundOrder> OrdersOf(string userId) => _orders.Values
        .Where(o => o.UserId == userId && o.OrderTime >= world.Market.Now - s_shown).OrderByDescending(static o => o.OrderTime);

    public IEnumerable<FundPlan> PlansOf(string userId) => _plans.Values.Where(p => p.UserId == userId);

    public FundOrder Order(string userId, string id) =>
        _orders.TryGetValue(id, out var order) && order.UserId == userId ? order : throw ApiException.Input("Invalid order_id.");

    public FundPlan Plan(string userId, string id) =>
        _plans.TryGetValue(id, out var plan) && plan.UserId == userId ? plan : throw ApiException.Input("Invalid sip_id.");

    public Fund FundOf(string symbol) =>
        world.Facts.Funds.Funds.FirstOrDefault(f => f.Tradingsymbol == symbol) ?? throw ApiException.Input("Invalid `tradingsymbol`.");

    /// <summary>Units and their cost, for each fund; redemptions take at the average cost.</summary>
    public IEnumerable<(Fund Fund, decimal Units, decimal Average)> HoldingsOf(string userId) => _orders.Values
        .Where(o => o.UserId == userId && o.Status == "COMPLETE")
        .GroupBy(static o => o.Symbol)
        .Select(group =>
        {
            var bought = group.Where(static o => o.Buy).ToList();
            var units = bought.Sum(static o => o.Quantity);
            return (FundOf(group.Key), units - group.Where(static o => !o.Buy).Sum(static o => o.Quantity), units == 0 ? 0 : bought.Sum(static o => o.Amount) / units);
        })
        .Where(static h => h.Item2 > 0);

    public string Place(string userId, string symbol, bool buy, decimal amount, decimal quantity, string? tag, string variety = "regular")
    {
        var fund = FundOf(symbol);
        var held = HoldingsOf(userId).Where(h => h.Fund == fund).Sum(static h => h.Units);
        if (buy && amount < (held > 0 ? fund.LeastAdditional : fund.LeastPurchase))
            throw ApiException.Input($"The least amount for this fund is {(held > 0 ? fund.LeastAdditional : fund.LeastPurchase)}.");
        if (!buy && (quantity <= 0 || quantity > held))
            throw ApiException.Input("The quantity to redeem must be above 0 and not more than what is held.");
        var order = new FundOrder
        {
            Id = Uuid(),
            UserId = userId,
            Symbol = symbol,
            Buy = buy,
            Status = "OPEN",
            Message = "Order is being processed.",
            OrderTime = world.Market.Now,
            Amount = buy ? amount : 0,
            Quantity = buy ? 0 : quantity,
            PurchaseType = !buy ? null : held > 0 ? "ADDITIONAL" : "FRESH",
            Variety = variety,
            Tag = tag,
        };
        Keep(order);
        return order.Id;
    }

    public string Cancel(string userId, string id)
    {
        var order = Order(userId, id);
        if (order.Status != "OPEN")
            throw ApiException.Input($"The order is {order.Status} and cannot be cancelled.");
        Keep(order with { Status = "CANCELLED", Message = "Cancelled by the user." });
        return id;
    }

    public string Start(string userId, string symbol, decimal amount, string frequency, int instalments, int day, decimal first, string? tag)
    {
        var fund = FundOf(symbol);
        if (frequency is not ("weekly" or "monthly" or "quarterly"))
            throw ApiException.Input("Invalid `frequency`; use weekly, monthly or quarterly.");
        if (instalments is 0 or < -1)
            throw ApiException.Input("Invalid `instalments`; use -1 for a plan without an end.");
        if (amount < fund.LeastAdditional)
            throw ApiException.Input($"The least amount for this fund is {fund.LeastAdditional}.");
        var plan = new FundPlan
        {
            Id = RandomNumberGenerator.GetInt32(100_000_000, 999_999_999).ToString(CultureInfo.InvariantCulture) + "000001",
            UserId = userId,
            Symbol = symbol,
            Status = "ACTIVE",
            Frequency = frequency,
            Created = world.Market.Now,
            Amount = amount,
            Instalments = instalments,
            Day = day,
            Next = After(TradingCalendar.DateOf(world.Market.Now), frequency),
            Tag = tag,
        };
        if (first > 0)
        {
            Place(userId, symbol, buy: true, first, 0, tag, "sip");
            plan = plan with { Last = world.Market.Now };
        }

        Keep(plan);
        return plan.Id;
    }

    public string Change(string userId, string id, decimal? amount, string? status, int? instalments, string? frequency, int? day)
    {
        var plan = Plan(userId, id);
        if (plan.Status == "CANCELLED")
            throw ApiException.Input("The plan is CANCELLED and cannot be changed.");
        var state = status?.ToUpperInvariant() switch { null => plan.Status, "ACTIVE" => "ACTIVE", "PAUSED" => "PAUSED", _ => throw ApiException.Input("Invalid `status`; use active or paused.") };
        if (frequency is not (null or "weekly" or "monthly" or "quarterly"))
            throw ApiException.Input("Invalid `frequency`; use weekly, monthly or quarterly.");
        Keep(plan with { Amount = amount ?? plan.Amount, Status = state, Instalments = instalments ?? plan.Instalments, Frequency = frequency ?? plan.Frequency, Day = day ?? plan.Day });
        return id;
    }

    public string End(string userId, string id)
    {
        Keep(Plan(userId, id) with { Status = "CANCELLED" });
        return id;
    }

    public void Restore(FundOrder order) => _orders[order.Id] = order;

    public void Restore(FundPlan plan) => _plans[plan.Id] = plan;

    /// <summary>Allots what was ordered, then lets the plans that are due order again.</summary>
    public void EndDay(DateOnly next)
    {
        foreach (var order in _orders.Values.Where(static o => o.Status == "OPEN").ToList())
        {
            var nav = FundOf(order.Symbol).Nav;
            Keep(order with
            {
                Status = "COMPLETE",
                Message = order.Buy ? "Units allotted." : "Units redeemed.",
                ExchangeTime = world.Market.Now,
                AveragePrice = nav,
                Quantity = order.Buy ? Math.Round(order.Amount / nav, 3, MidpointRounding.ToZero) : order.Quantity,
                Amount = order.Buy ? order.Amount : order.Quantity * nav,
            });
        }

        foreach (var plan in _plans.Values.Where(p => p.Status == "ACTIVE" && p.Next <= next).ToList())
        {
            Place(plan.UserId, plan.Symbol, buy: true, Math.Max(plan.Amount, FundOf(plan.Symbol).LeastPurchase), 0, plan.Tag, "sip");
            var done = plan.Completed + 1;
            Keep(plan with
            {
                Completed = done,
                Last = world.Market.Now,
                Next = After(plan.Next, plan.Frequency),
                Status = done == plan.Instalments ? "CANCELLED" : plan.Status,
            });
        }
    }

    static DateOnly After(DateOnly day, string frequency) => frequency switch
    {
        "weekly" => day.AddDays(7),
        "monthly" => day.AddMonths(1),
        _ => day.AddMonths(3),
    };

    static string Uuid() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();

    void Keep(FundOrder order)
    {
        world.Journal.Append(new() { FundOrder = order });
        _orders[order.Id] = order;
    }

    void Keep(FundPlan plan)
    {
        world.Journal.Append(new() { FundPlan = plan });
        _plans[plan.Id] = plan;
    }
}
