using System.Globalization;
using Kite.Simulator.Margins;
using Kite.Simulator.Market;
using Kite.Simulator.Persistence;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Orders;

/// <summary>Positions and cash of all users. The world's lock guards it.</summary>
internal sealed class Portfolio(World world, decimal funds)
{
    /// <summary>Span and exposure together, as a share of the contract's value: the simulator's own figure.</summary>
    const decimal ShortMargin = MarginCalculator.SpanShare + MarginCalculator.ExposureShare;

    /// <summary>Shares within the day, a fifth of their value.</summary>
    const decimal IntradayMargin = 0.2m;

    readonly Dictionary<(string User, string Product, uint Token), Position> _positions = [];
    readonly Dictionary<string, decimal> _cash = [];

    public IEnumerable<Position> Of(string userId) => _positions.Values.Where(p => p.UserId == userId);

    public Position? Find(string userId, string product, uint token) => _positions.GetValueOrDefault((userId, product, token));

    public void Add(Trade trade) => Open(trade.UserId, trade.Product, trade.Token, trade.Symbol).Add(trade.Buy, trade.Quantity, trade.Price);

    /// <summary>Moves a part of a position to another product, at its average price.</summary>
    public ConversionEntry Convert(string userId, Instrument instrument, bool buy, int quantity, string from, string to)
    {
        var good = instrument.IsSpot ? "CNC" : "NRML";
        if (from == to || (from != "MIS" && from != good) || (to != "MIS" && to != good))
            throw ApiException.Input($"Positions can be converted between {good} and MIS only.");
        var held = Find(userId, from, instrument.Token)?.Quantity ?? 0;
        if (quantity <= 0 || quantity > (buy ? held : -held))
            throw ApiException.Input("There is no such open position to convert.");
        var entry = new ConversionEntry(userId, instrument.Token, instrument.Symbol, from, to, buy, quantity, Find(userId, from, instrument.Token)!.Average);
        world.Journal.Append(new() { Conversion = entry });
        Apply(entry);
        return entry;
    }

    public void Apply(ConversionEntry c)
    {
        Open(c.UserId, c.From, c.Token, c.Symbol).Add(!c.Buy, c.Quantity, c.Price);
        Open(c.UserId, c.To, c.Token, c.Symbol).Add(c.Buy, c.Quantity, c.Price);
    }

    public decimal Cash(string userId) => _cash.GetValueOrDefault(userId, funds);

    /// <summary>Premium that went out today, net.</summary>
    public decimal Premium(string userId) =>
        Of(userId).Where(IsOption).Sum(static p => p.DayBoughtValue - p.DaySoldValue);

    /// <summary>What deliveries of shares cost today, net of sales.</summary>
    public decimal Delivery(string userId) =>
        Of(userId).Where(static p => p.Product == "CNC").Sum(static p => p.DayBoughtValue - p.DaySoldValue);

    /// <summary>Margin that open short options, all futures and intraday shares block.</summary>
    public decimal Blocked(string userId) => Of(userId).Sum(p =>
        p.Quantity == 0 || p.Product == "CNC" || (p.Quantity > 0 && IsOption(p)) ? 0
        : world.Market.Find(p.Token) is { IsSpot: true } ? Math.Abs(p.Quantity) * p.Average * IntradayMargin
        : Math.Abs(p.Quantity) * ContractValue(p.Token) * ShortMargin);

    /// <summary>What open orders would need if they were filled.</summary>
    public decimal Reserved(string userId, string? except = null) =>
        world.Orders.ActiveOf(userId).Where(o => o.OrderId != except).Sum(Requirement);

    public decimal Available(string userId, string? except = null) =>
        Cash(userId) - Premium(userId) - Delivery(userId) - Blocked(userId) - Reserved(userId, except);

    /// <summary>Why the risk system refuses an order, or null.</summary>
    public string? Refusal(OrderRow row)
    {
        if (row is { Product: "CNC", Buy: false } && world.Holdings.Sellable(row.UserId, row.Token) < row.Open)
            return "Insufficient stock holding.";
        var (required, available) = (Requirement(row), Available(row.UserId, row.OrderId));
        return required <= available ? null : string.Create(
            CultureInfo.InvariantCulture, $"Insufficient funds. Required margin is {required:0.00} but available margin is {available:0.00}.");
    }

    decimal Requirement(OrderRow row)
    {
        if (world.Market.Find(row.Token) is not { } instrument)
            return 0;
        var price = row.Price > 0 ? row.Price : instrument.Last / 100m;
        if (row.Buy && (instrument.IsOption || row.Product == "CNC"))
            return row.Open * price;
        if (row.Product == "CNC")
            return 0;
        var held = Find(row.UserId, row.Product, row.Token)?.Quantity ?? 0;
        var opening = row.Open - Math.Min(Math.Max(row.Buy ? -held : held, 0), row.Open);
        return instrument.IsSpot ? opening * price * IntradayMargin : opening * ContractValue(row.Token) * ShortMargin;
    }

    Position Open(string userId, string product, uint token, string symbol)
    {
        if (!_positions.TryGetValue((userId, product, token), out var position))
            _positions[(userId, product, token)] = position = new(userId, product, token, symbol);
        return position;
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
                var expires = !instrument.IsSpot && instrument.Expiry <= today;
                var price = expires ? Settlement(instrument) : instrument.Last / 100m;
                // Shares for delivery go to the holdings.
                var ends = p.Product is "MIS" or "CO" or "CNC" || expires;
                cash += p.Product == "CNC" ? p.DaySoldValue - p.DayBoughtValue
                    : instrument.IsOption
                    ? p.DaySoldValue - p.DayBoughtValue + (ends ? p.Quantity * price : 0)
                    : p.SoldAtMarket - p.BoughtAtMarket + (p.Quantity * price);
                if (!ends && p.Quantity != 0)
                    carried.Add(new(p.UserId, p.Product, p.Token, p.Symbol, p.Quantity, p.Average, price));
            }

            _cash[user.UserId] = cash;
        }

        return new(next, [.. carried], new(_cash)) { Holdings = world.Holdings.EndDay() };
    }

    public static bool IsOption(Position position) => position.Symbol.EndsWith("CE", StringComparison.Ordinal) || position.Symbol.EndsWith("PE", StringComparison.Ordinal);

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
        return world.Market.Find(token) is { } instrument ? ContractValue(instrument) : 0;
    }

    /// <summary>What one unit stands for, in rupees.</summary>
    public static decimal ContractValue(Instrument instrument) => (instrument.IsOption ? instrument.Underlying.Index.Last : instrument.Last) / 100m;
}
