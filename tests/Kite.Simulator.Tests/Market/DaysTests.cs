using Kite.Simulator.Market;

namespace Kite.Simulator.Tests.Market;

public sealed class DaysTests
{
    static readonly TradingCalendar s_calendar = new(MarketFacts.Embedded);

    static SimulatedMarket At(string start) =>
        new(MarketFacts.Embedded, 1, 1, DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2025-11-21T12:00:00+05:30", "2025-11-21T12:00:00+05:30")]
    [InlineData("2025-11-21T15:30:00+05:30", "2025-11-24T09:15:00+05:30")]
    [InlineData("2025-11-22T12:00:00+05:30", "2025-11-24T09:15:00+05:30")]
    [InlineData("2025-11-24T08:00:00+05:30", "2025-11-24T09:15:00+05:30")]
    [InlineData("2025-12-25T10:00:00+05:30", "2025-12-26T09:15:00+05:30")]
    public void The_market_is_always_open(string asked, string got)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        Assert.Equal(DateTimeOffset.Parse(got, culture), s_calendar.InSession(DateTimeOffset.Parse(asked, culture)));
    }

    [Fact]
    public void Expiries_are_Tuesdays_and_the_monthly_one_is_the_last()
    {
        var day = new DateOnly(2025, 11, 21);
        Assert.Equal(
            [new(new(2025, 11, 25), true), new(new(2025, 12, 2), false), new(new(2025, 12, 9), false), new(new(2025, 12, 16), false)],
            s_calendar.Expiries(day, weekly: true, 4));
        Assert.Equal(
            [new(2025, 11, 25), new(2025, 12, 30), new(2026, 1, 27), new(2026, 2, 24)],
            s_calendar.Expiries(day, weekly: false, 4).Select(static e => e.Date));
    }

    [Fact]
    public void An_expiry_on_a_holiday_moves_to_the_trading_day_before()
    {
        // Tuesday 14 April 2026 is a holiday.
        Assert.Equal(new(new(2026, 4, 13), false), s_calendar.Expiries(new(2026, 4, 10), weekly: true, 1)[0]);
        Assert.Equal("NIFTY2641325000CE", SymbolNames.Option("NIFTY", new(new(2026, 4, 13), false), 25000, call: true));
    }

    [Fact]
    public void The_listing_has_the_symbols_lots_and_tokens_of_the_day()
    {
        var market = At("2025-11-21T12:22:30+05:30");
        var monthly = market.Find("NFO:NIFTY25NOV26000CE")!;
        var weekly = market.Find("NFO:NIFTY25D0226000PE")!;
        Assert.Equal((75, 1800, 2u), (monthly.Lot, MarketFacts.Embedded.Freeze.Of("NFO", "NIFTY", market.Today), monthly.Token & 0xff));
        Assert.Equal(new(2025, 12, 2), weekly.Expiry);
        Assert.Equal(35, market.Find("NFO:BANKNIFTY25DEC33500CE")!.Lot);
        var freeze = MarketFacts.Embedded.Freeze;
        Assert.Equal((900, 600), (freeze.Of("NFO", "BANKNIFTY", new(2025, 11, 21)), freeze.Of("NFO", "BANKNIFTY", new(2025, 12, 1))));
        Assert.Equal(30, market.Find("NFO:BANKNIFTY26JAN33500CE")!.Lot);
        Assert.Equal(65, market.Find("NFO:NIFTY26JANFUT")!.Lot);
        Assert.Equal((256265u, 260105u), (market.Find("NSE:NIFTY 50")!.Token, market.Find("NSE:NIFTY BANK")!.Token));
        Assert.Equal(2594395, market.Find(256265)!.Last);
        Assert.Equal(3345925, market.Find(260105)!.Last);
        Assert.Equal(market.Instruments.Count, market.Instruments.Select(static i => i.Token).Distinct().Count());
        Assert.All(market.Underlyings, u => Assert.Equal(4, market.Instruments.Where(i => i.Underlying == u && i.IsOption).Select(static i => i.Expiry).Distinct().Count()));
        foreach (var chain in market.Instruments.Where(static i => i.IsOption).GroupBy(static i => (i.Underlying, i.Expiry)))
            Assert.InRange(chain.Select(static i => i.Strike).Distinct().Count(), 40, 81);
    }

    [Fact]
    public void A_new_day_drops_what_has_expired_and_lists_four_expiries_again()
    {
        var market = At("2025-11-25T15:00:00+05:30");
        var kept = market.Find("NFO:NIFTY25D0226000PE")!;
        var expired = market.Find("NFO:NIFTY25NOV26000CE")!;
        var spot = market.Underlyings[0].Index.Last;
        Assert.True(market.Step(TimeSpan.FromMinutes(30)));
        Assert.Equal(new DateTimeOffset(2025, 11, 26, 9, 15, 0, TradingCalendar.Ist), market.Now);
        Assert.Null(market.Find(expired.Token));
        Assert.Same(kept, market.Find(kept.Token));
        Assert.Equal(
            [new(2025, 12, 2), new(2025, 12, 9), new(2025, 12, 16), new(2025, 12, 23)],
            market.Instruments.Where(static i => i.IsOption && i.Underlying.Number == 0).Select(static i => i.Expiry).Distinct().Order());
        Assert.Equal((0u, 0, 0, 0), (kept.Volume, kept.Open, kept.High, kept.Low));
        Assert.Equal(spot, market.Underlyings[0].Index.Close);
        Assert.False(market.Step(SimulatedMarket.FineStep));
    }

    [Fact]
    public void Made_up_history_leads_to_the_start_and_is_always_the_same()
    {
        var (one, two) = (At("2025-11-21T12:22:30+05:30"), At("2025-11-21T12:22:30+05:30"));
        var day = new DateOnly(2025, 11, 21);
        var path = one.Histories[0].Path(day);
        Assert.Equal(25943.95, path[187], 0.01);
        Assert.Equal(path, two.Histories[0].Path(day));
        var before = one.Calendar.PreviousTradingDay(day);
        Assert.Equal(one.Histories[0].Path(before)[SpotHistory.Minutes], one.Histories[0].PreviousClose(day), 0.0001);
        Assert.InRange(one.Underlyings[0].Index.Close / 100.0, 24500, 27500);
    }
}
