using System.Globalization;
using Kite.Simulator.Market;
using Kite.Simulator.Persistence;

namespace Kite.Simulator.Orders;

/// <summary>Positions and cash of all users. The world's lock guards it.</summary>
internal sealed class Portfolio(World world, decimal funds)
{
    /// <summary>Span and exposure together, as a share of the contract's value: the simulator's own figure.</summary>
    const decimal ShortMargin = 0.12m;
    readonly Dictionary<(string User, string Product, uint Token), Position> _positions = [];
    readonly Dictionary<string, decimal> _cash = [];

    public IEnumerable<Position> Of(string userId) => _positions.Values.Where(p => p.UserId == userId);

    public void Add(Trade trade)
    {
        var key = (trade.UserId, trade.Product, trade.Token);
        if (!_positions.TryGetValue(key, out var position))
            _positions[key] = position = new(trade.UserId, trade.Product, trade.Token, trade.Symbol);
        position.Add(trade.Buy, trade.Quantity, trade.Price);
    }

    public decimal Cash(string userId) => _cash.GetValueOrDefault(userId, funds);

    /// <summary>Premium that went out today, net.</summary>
    public decimal Premium(string userId) =>
        Of(userId).Where(IsOption).Sum(static p => p.DayBoughtValue - p.DaySoldValue);

    /// <summary>Margin that open short options and all futures block.</summary>
    public decimal Blocked(string userId) => Of(userId).Sum(p =>
        p.Quantity == 0 || (p.Quantity > 0 && IsOption(p)) ? 0 : Math.Abs(p.Quantity) * ContractValue(p.Token) * ShortMargin);

    public decimal Available(string userId) => Cash(userId) - Premium(userId) - Blocked(userId);

    /// <summary>Why the risk system refuses an order, or null.</summary>
    public string? Refusal(OrderRow row)
    {
        var held = _positions.GetValueOrDefault((row.UserId, row.Product, row.Token))?.Quantity ?? 0;
        var closing = row.Buy ? Math.Min(Math.Max(-held, 0), row.Open) : Math.Min(Math.Max(held, 0), row.Open);
        var opening = row.Open - closing;
        var instrument = world.Market.Find(row.Token)!;
        var required = instrument.IsOption && row.Buy
            ? row.Open * row.Price
            : opening * ContractValue(row.Token) * ShortMargin;
        var available = Available(row.UserId);
        return required <= available ? null : string.Create(
            CultureInfo.InvariantCulture, $"Insufficient funds. Required margin is {required:0.00} but available margin is {available:0.00}.");
    }

    /// <summary>Takes over what was carried into the day.</summary>
    public void Restore(DayEntry day)
    {
        _positions.Clear();
        foreach (var p in day.Positions)
        {
            _positions[(p.UserId, p.Product, p.Token)] = new(p.UserId, p.Product, p.Token, p.Symbol)
            {
                Carried = p.Quantity,
                CarriedAverage = p.AveragePrice,
                CarriedClose = p.ClosePrice,
            };
        }

        foreach (var (user, cash) in day.Cash)
            _cash[user] = cash;
    }

    /// <summary>
    /// What the next day begins with. Intraday positions are closed at the last price, contracts that expire are settled at their intrinsic
    /// value, futures are marked to market.
    /// </summary>
    public DayEntry EndDay(DateOnly today, DateOnly next)
    {
        var carried = new List<CarriedPosition>();
        foreach (var user in world.Sessions.Accounts)
        {
            var cash = Cash(user.UserId);
            foreach (var p in Of(user.UserId))
            {
                if (world.Market.Find(p.Token) is not { } instrument)
                    continue;
                var price = instrument.Expiry <= today ? Settlement(instrument) : instrument.Last / 100m;
                var ends = p.Product == "MIS" || instrument.Expiry <= today;
                cash += instrument.IsOption
                    ? p.DaySoldValue - p.DayBoughtValue + (ends ? p.Quantity * price : 0)
                    : p.SoldAtMarket - p.BoughtAtMarket + (p.Quantity * price);
                if (!ends && p.Quantity != 0)
                    carried.Add(new(p.UserId, p.Product, p.Token, p.Symbol, p.Quantity, p.Average, price));
            }

            _cash[user.UserId] = cash;
        }

        return new(next, [.. carried], new(_cash));
    }

    public bool IsOption(Position position) => position.Symbol.EndsWith("CE", StringComparison.Ordinal) || position.Symbol.EndsWith("PE", StringComparison.Ordinal);

    static decimal Settlement(Instrument instrument)
    {
        var level = instrument.Underlying.Index.Last / 100m;
        return instrument.Kind switch
        {
            InstrumentKind.Call => Math.Max(0, level - instrument.Strike),
            InstrumentKind.Put => Math.Max(0, instrument.Strike - level),
            _ => level,
        };
    }

    decimal ContractValue(uint token)
    {
        // A position can outlive its contract only when the stored prices were lost.
        return world.Market.Find(token) is not { } instrument
            ? 0
            : (instrument.IsOption ? instrument.Underlying.Index.Last : instrument.Last) / 100m;
    }
}
