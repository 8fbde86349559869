using Kite.Simulator.Market;
using Pricing;

namespace Kite.Simulator.Tests.Market;

/// <summary>The simulated chains against the facts found in recordings.</summary>
public sealed class ChainQualityTests
{
    static SimulatedMarket Running(string start = "2025-11-21T12:22:30+05:30", int seed = 1, int seconds = 120)
    {
        var market = new SimulatedMarket(MarketFacts.Embedded, seed, 1, DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture));
        for (var i = 0; i < seconds * 4; i++)
            market.Step(SimulatedMarket.FineStep);
        return market;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Put_call_parity_holds_as_well_as_in_recordings(int seed)
    {
        var market = Running(seed: seed);
        foreach (var underlying in market.Underlyings)
        {
            var pairs = Pairs(market, underlying);
            var residuals = pairs.Select(p => Math.Abs(p.Residual)).Order().ToArray();
            Assert.InRange(RecordedChain.Median(residuals), 0, 0.62);
            Assert.InRange(residuals[(int)(0.9 * residuals.Length)], 0, 1.56);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void In_the_centre_of_the_nearest_NIFTY_chain_parity_is_within_two_ticks_of_the_forward(int seed)
    {
        var market = Running(seed: seed);
        var centre = Pairs(market, market.Underlyings[0])
            .OrderBy(p => Math.Abs(p.Call.Strike - market.Underlyings[0].Spot)).Take(11).Select(static p => Math.Abs(p.Residual));
        Assert.InRange(RecordedChain.Median(centre), 0, 0.10);
    }

    [Fact]
    public void Spreads_are_one_to_six_ticks_at_the_money_and_wider_far_away()
    {
        var market = Running();
        var nifty = market.Underlyings[0];
        var pairs = Pairs(market, nifty);
        var near = pairs.Where(p => Math.Abs(p.Call.Strike - nifty.Spot) < 150).ToList();
        Assert.All(near, static p => Assert.InRange(Spread(p.Call), 0.05, 0.305));
        var far = pairs.Where(p => p.Call.Strike < nifty.Spot - 1500).ToList();
        Assert.All(far, static p => Assert.True(Spread(p.Call) > 1));
        // The recordings' median sum of both spreads is 2.30 rupees.
        Assert.InRange(RecordedChain.Median(pairs.Select(static p => Spread(p.Call) + Spread(p.Put))), 0.5, 3.5);
    }

    [Theory]
    [InlineData("2025-11-21T12:22:30+05:30")]
    [InlineData("2025-11-24T11:00:00+05:30")]
    public void At_least_forty_strikes_can_be_inverted_and_their_deltas_fall(string start)
    {
        var market = Running(start);
        var nifty = market.Underlyings[0];
        var state = Nearest(nifty);
        var deltas = new List<double>();
        foreach (var pair in Pairs(market, nifty).OrderBy(static p => p.Call.Strike))
        {
            var forward = state.Forward;
            var outOfTheMoney = pair.Call.Strike >= forward ? pair.Call : pair.Put;
            var right = pair.Call.Strike >= forward ? OptionRight.Call : OptionRight.Put;
            var status = Black76.ImpliedVolatility(right, Mid(outOfTheMoney), forward, pair.Call.Strike, state.Years, 0.065, out var volatility);
            if (status != PricingStatus.Ok)
                continue;
            Assert.InRange(volatility, 0.05, 0.60);
            deltas.Add(Black76.Greeks(OptionRight.Call, forward, pair.Call.Strike, state.Years, 0.065, volatility).Delta);
        }

        Assert.True(deltas.Count >= 40, $"{deltas.Count} strikes");
        for (var i = 1; i < deltas.Count; i++)
            Assert.True(deltas[i] < deltas[i - 1], $"strike {i} of {deltas.Count}: {deltas[i - 1]} then {deltas[i]}");
    }

    [Fact]
    public void Both_sides_of_forty_strikes_carry_time_value()
    {
        var market = Running();
        var nifty = market.Underlyings[0];
        var state = Nearest(nifty);
        var discount = Math.Exp(-0.065 * state.Years);
        var good = Pairs(market, nifty).Count(p =>
            Mid(p.Call) > discount * Math.Max(0, state.Forward - p.Call.Strike) && Mid(p.Put) > discount * Math.Max(0, p.Call.Strike - state.Forward));
        Assert.True(good >= 40, $"{good} strikes");
    }

    [Fact]
    public void The_smile_has_the_recorded_shape()
    {
        var market = Running();
        var bank = market.Underlyings[1];
        var state = Nearest(bank);
        var points = Pairs(market, bank).Select(p =>
        {
            var call = p.Call.Strike >= state.Forward;
            Black76.ImpliedVolatility(
                call ? OptionRight.Call : OptionRight.Put, Mid(call ? p.Call : p.Put), state.Forward, p.Call.Strike, state.Years, 0.065, out var volatility);
            return (X: Smile.Moneyness(state, p.Call.Strike), Ratio: volatility / state.AtmIv);
        }).ToList();
        var knots = MarketFacts.Embedded.Shape.Smile[0];
        foreach (var x in (double[])[-3, -2, -1, 0, 1, 2, 3])
        {
            var near = points.MinBy(p => Math.Abs(p.X - x));
            Assert.Equal(Curve.At(knots.X, knots.Ratio, near.X), near.Ratio, 0.08);
        }
    }

    [Fact]
    public void Futures_carry_between_seven_and_nine_percent()
    {
        var market = Running();
        foreach (var future in market.Instruments.Where(static i => i.Kind == InstrumentKind.Future && i.Underlying.Number == 0))
        {
            var state = future.Underlying.Expiries[future.Expiry];
            Assert.InRange(Math.Log(Mid(future) / future.Underlying.Spot) / state.Years, 0.070, 0.090);
        }
    }

    [Fact]
    public void All_prices_are_on_the_tick_and_books_are_not_crossed()
    {
        var market = Running();
        foreach (var i in market.Instruments.Where(static i => i.Kind != InstrumentKind.Index))
        {
            Assert.All(i.Bids.Concat(i.Asks), l => Assert.Equal(0, l.Price % i.TickPaise));
            Assert.Equal(0, i.Last % i.TickPaise);
            Assert.Equal(0u, i.Oi % (uint)i.Lot);
            Assert.True(!i.TwoSided || i.Bids[0].Price < i.Asks[0].Price, i.Symbol);
            Assert.True(i.Volume == 0 || (i.Low <= i.Last && i.Last <= i.High && i.Low <= i.Open && i.Open <= i.High), i.Symbol);
        }
    }

    [Fact]
    public void The_index_moves_at_the_recorded_pace()
    {
        var market = Running(seconds: 0);
        var moves = new List<double>();
        var last = market.Underlyings[0].Index.Last;
        for (var i = 0; i < 4 * 900; i++)
        {
            market.Step(SimulatedMarket.FineStep);
            if (market.Dirty.Contains(market.Underlyings[0].Index))
                moves.Add((market.Underlyings[0].Index.Last - last) / 100.0);
            last = market.Underlyings[0].Index.Last;
            market.TakeDirty();
        }

        Assert.Equal(900 / 0.546, moves.Count, 150.0);
        var recorded = MarketFactsTests.RecordedMoves();
        Assert.Equal(
            RecordedChain.Median(recorded.Select(static m => Math.Abs(m.Move))), RecordedChain.Median(moves.Select(Math.Abs)), 0.11);
        Assert.Equal(0.89 * 25943 / 23200, Math.Sqrt(moves.Average(static m => m * m)), 0.1);
    }

    [Fact]
    public void An_active_strike_ticks_once_or_twice_a_second_and_a_far_one_rarely()
    {
        var market = Running(seconds: 0);
        var counts = new Dictionary<uint, int>();
        for (var i = 0; i < 4 * 120; i++)
        {
            market.Step(SimulatedMarket.FineStep);
            foreach (var instrument in market.Dirty)
                counts[instrument.Token] = counts.GetValueOrDefault(instrument.Token) + 1;
            market.TakeDirty();
        }

        var nifty = market.Underlyings[0];
        var nearest = market.Instruments.Where(i => i.Underlying == nifty && i.IsOption && i.Expiry == Nearest(nifty).Expiry.Date).ToList();
        var active = nearest.MinBy(i => Math.Abs(i.Strike - nifty.Spot))!;
        var far = nearest.First(static i => i.Kind == InstrumentKind.Put);
        Assert.InRange(counts[active.Token] / 120.0, 1, 3);
        Assert.InRange(counts.GetValueOrDefault(far.Token) / 120.0, 0, 0.3);
    }

    [Fact]
    public void Towards_the_expiry_prices_go_to_their_intrinsic_value()
    {
        var market = Running("2025-11-25T14:00:00+05:30", seconds: 1);
        while (market.Now < market.Calendar.Close(market.Today).AddSeconds(-20))
            market.Step(TimeSpan.FromSeconds(15));
        for (var i = 0; i < 40; i++)
            market.Step(SimulatedMarket.FineStep);
        var nifty = market.Underlyings[0];
        var state = Nearest(nifty);
        foreach (var pair in Pairs(market, nifty).Where(p => Math.Abs(p.Call.Strike - nifty.Spot) > 200))
        {
            Assert.Equal(Math.Max(0, state.Forward - pair.Call.Strike), Mid(pair.Call), 2.0);
            Assert.Equal(Math.Max(0, pair.Call.Strike - state.Forward), Mid(pair.Put), 2.0);
        }

        Assert.Contains(market.Instruments, i => i.Expiry == market.Today && i.IsOption && !i.TwoSided);
    }

    static ExpiryState Nearest(Underlying underlying) => underlying.Expiries.MinBy(static e => e.Key).Value;

    static List<(Instrument Call, Instrument Put, double Residual)> Pairs(SimulatedMarket market, Underlying underlying)
    {
        var state = Nearest(underlying);
        var discount = Math.Exp(-0.065 * state.Years);
        return [.. market.Instruments
            .Where(i => i.Underlying == underlying && i.IsOption && i.Expiry == state.Expiry.Date)
            .GroupBy(static i => i.Strike)
            .Select(static g => (Call: g.Single(static i => i.Kind == InstrumentKind.Call), Put: g.Single(static i => i.Kind == InstrumentKind.Put)))
            .Where(static p => p.Call.TwoSided && p.Put.TwoSided)
            .Select(p => (p.Call, p.Put, Mid(p.Call) - Mid(p.Put) - (discount * (state.Forward - p.Call.Strike))))];
    }

    static double Mid(Instrument i) => (i.Bids[0].Price + i.Asks[0].Price) / 200.0;

    static double Spread(Instrument i) => (i.Asks[0].Price - i.Bids[0].Price) / 100.0;
}
