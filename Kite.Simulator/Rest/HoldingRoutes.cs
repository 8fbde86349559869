using Kite.Simulator.Market;
using Kite.Simulator.Orders;
using Kite.Simulator.Persistence;

namespace Kite.Simulator.Rest;

/// <summary>Shares that are held, in the broker's several shapes, and the authorisation to sell them.</summary>
internal sealed class HoldingRoutes(World world)
{
    public Route[] All =>
    [
        new("GET", "/portfolio/holdings", Bucket.Other, true, call => Read(() => Mine(call).Select(h => Row(h)).ToArray())),
        new("GET", "/portfolio/holdings/compact", Bucket.Other, true, call => Read(() => Mine(call).Select(Compact).ToArray())),
        new("GET", "/portfolio/holdings/summary", Bucket.Other, true, call => Read(() => Summary([.. Mine(call)]))),
        new("GET", "/portfolio/holdings/auctions", Bucket.Other, true, call => Read(() => Mine(call).Select(Auction).ToArray())),
        new("POST", "/portfolio/holdings/authorise", Bucket.Other, true, Authorise),
        new("GET", "/connect/portfolio/authorise/holdings/*/*", Bucket.Other, false, Confirm),
        new("GET", "/connect/portfolio/authorise/holdings/*/*/finish", Bucket.Other, false, static call =>
            Task.FromResult<object?>(new { status = call.Value("status") })),
    ];

    Task<object?> Read(Func<object?> read)
    {
        lock (world.Gate)
            return Task.FromResult(read());
    }

    IEnumerable<HoldingEntry> Mine(Call call) => world.Holdings.Of(call.UserId);

    Task<object?> Authorise(Call call)
    {
        var (isins, quantities) = (call.Form("isin"), call.Form("quantity"));
        if (isins.Length != quantities.Length)
            throw ApiException.Input("Give a `quantity` for each `isin`.");
        var asked = isins.Zip(quantities, static (isin, quantity) =>
            (isin, int.TryParse(quantity, out var n) && n > 0 ? n : throw ApiException.Input("Invalid `quantity`."))).ToList();
        return Read(() => new { request_id = world.Holdings.Request(call.UserId, asked) });
    }

    /// <summary>The depository's page, which says yes at once.</summary>
    Task<object?> Confirm(Call call)
    {
        bool known;
        lock (world.Gate)
            known = world.Holdings.Confirm(call.Argument(1));
        call.Http.Response.Redirect($"{call.Http.Request.Path}/finish?status={(known ? "success" : "error")}");
        return Task.FromResult<object?>(Written.Instance);
    }

    Dictionary<string, object?> Row(HoldingEntry h)
    {
        var i = world.Market.Find(h.Token);
        var (last, close) = ((i?.Last ?? 0) / 100m, (i?.Close ?? 0) / 100m);
        var units = h.Quantity + h.Arriving;
        return new()
        {
            ["tradingsymbol"] = i?.Symbol ?? "",
            ["exchange"] = i?.Exchange ?? "NSE",
            ["instrument_token"] = h.Token,
            ["isin"] = world.Holdings.IsinOf(h.Token),
            ["product"] = "CNC",
            ["price"] = 0,
            ["quantity"] = h.Quantity,
            ["used_quantity"] = world.Holdings.Used(h),
            ["t1_quantity"] = h.Arriving,
            ["realised_quantity"] = h.Quantity,
            ["authorised_quantity"] = world.Holdings.Authorised(h),
            ["authorised_date"] = Ist.Stamp(TradingCalendar.At(world.Market.Today, TimeOnly.MinValue)),
            ["authorisation"] = new { },
            ["opening_quantity"] = units,
            ["short_quantity"] = 0,
            ["collateral_quantity"] = 0,
            ["collateral_type"] = "",
            ["discrepancy"] = false,
            ["average_price"] = (double)h.Average,
            ["last_price"] = (double)last,
            ["close_price"] = (double)close,
            ["pnl"] = (double)((last - h.Average) * units),
            ["day_change"] = (double)(last - close),
            ["day_change_percentage"] = close == 0 ? 0 : (double)((last - close) / close * 100),
            ["mtf"] = new { quantity = 0, used_quantity = 0, average_price = 0, value = 0, initial_margin = 0 },
        };
    }

    object Compact(HoldingEntry h)
    {
        var i = world.Market.Find(h.Token);
        return new { exchange = i?.Exchange, tradingsymbol = i?.Symbol, instrument_token = h.Token, t1_quantity = h.Arriving, quantity = h.Quantity };
    }

    Dictionary<string, object?> Auction(HoldingEntry h)
    {
        var row = Row(h);
        if (world.Market.Find(h.Token) is { } i)
        {
            // The auction market is a segment of its own.
            row["instrument_token"] = (i.Token & ~0xffu) | 10;
            row["auction_number"] = Holdings.AuctionNumberOf(i);
        }

        return row;
    }

    object Summary(HoldingEntry[] held)
    {
        decimal Worth(Func<Instrument, int> price) => held.Sum(h => world.Market.Find(h.Token) is { } i ? price(i) / 100m * (h.Quantity + h.Arriving) : 0);
        var invested = held.Sum(static h => h.Average * (h.Quantity + h.Arriving));
        var (value, before) = (Worth(static i => i.Last), Worth(static i => i.Close));
        return new
        {
            total_pnl = (double)(value - invested),
            total_pnl_percent = invested == 0 ? 0 : (double)((value - invested) / invested * 100),
            today_pnl = (double)(value - before),
            today_pnl_percent = before == 0 ? 0 : (double)((value - before) / before * 100),
            invested_amount = (double)invested,
            current_value = (double)value,
        };
    }
}
