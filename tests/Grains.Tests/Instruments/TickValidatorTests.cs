using FsCheck;
using FsCheck.Fluent;
using Grains.Instruments;
using Grains.Interfaces.Instruments;
using Grains.Tests.Market.Support;
using Pricing;

namespace Grains.Tests.Instruments;

public class TickValidatorTests
{
    static readonly OptionContract Call = new(OptionRight.Call, 25000, 0.05, Listing.NoonSeconds + 86_400, Listing.NoonSeconds + 86_400);
    static readonly OptionContract Put = Call with { Right = OptionRight.Put };
    static readonly MarketTick Good = Quotes.Full(7, 100);

    static InstrumentState After(MarketTick tick, OptionContract? option = null)
    {
        var state = default(InstrumentState);
        TickValidator.Apply(ref state, tick, option ?? Call);
        return state;
    }

    [Fact]
    public void A_good_packet_is_taken_as_a_whole()
    {
        var state = default(InstrumentState);
        Assert.Equal(TickRefusal.None, TickValidator.Apply(ref state, Good, Call));
        Assert.Equal((10000, 10000, 9995, 10005, 75u, 150u), (state.LastPrice, state.Close, state.Bid, state.Ask, state.BidQuantity, state.AskQuantity));
        Assert.Equal((7500u, 15000u, 7u, Listing.NoonSeconds, Listing.NoonSeconds), (state.Volume, state.OpenInterest, state.Token, state.ExchangeTime, state.LastTradeTime));
        Assert.Equal(Listing.Noon.UtcTicks, state.ReceivedAt);
    }

    [Fact]
    public void An_older_packet_of_one_connection_changes_nothing()
    {
        var state = After(Good);
        var before = state;
        var older = Good with { ExchangeTime = Good.ExchangeTime - 1, LastPrice = 12300, ReceivedAt = Good.ReceivedAt + 5 };
        Assert.Equal(TickRefusal.OutOfOrder, TickValidator.Apply(ref state, older, Call));
        Assert.Equal(before, state);
    }

    [Fact]
    public void A_packet_of_the_same_second_is_in_order()
    {
        var state = After(Good);
        Assert.Equal(TickRefusal.None, TickValidator.Apply(ref state, Good with { LastPrice = 10100 }, Call));
        Assert.Equal(10100, state.LastPrice);
    }

    [Fact]
    public void Another_socket_may_repeat_older_stamps()
    {
        var state = After(Good);
        Assert.Equal(TickRefusal.None, TickValidator.Apply(ref state, Good with { ExchangeTime = Good.ExchangeTime - 60, Source = "b:1", LastPrice = 9900 }, Call));
    }

    [Fact]
    public void A_new_connection_may_repeat_older_stamps()
    {
        var state = After(Good);
        var repeated = Good with { ExchangeTime = Good.ExchangeTime - 60, Connection = 2, LastPrice = 9900 };
        Assert.Equal(TickRefusal.None, TickValidator.Apply(ref state, repeated, Call));
        Assert.Equal((9900, Good.ExchangeTime - 60), (state.LastPrice, state.ExchangeTime));
    }

    [Fact]
    public void A_packet_without_a_stamp_keeps_the_known_one()
    {
        var state = After(Good);
        Assert.Equal(TickRefusal.None, TickValidator.Apply(ref state, Good with { Kind = TickKind.Ltp, ExchangeTime = 0, LastPrice = 10050 }, Call));
        Assert.Equal((10050, Good.ExchangeTime), (state.LastPrice, state.ExchangeTime));
    }

    [Fact]
    public void A_last_price_that_vanishes_is_refused_and_the_book_taken()
    {
        var state = After(Good);
        var tick = Quotes.Full(7, 110, last: 0);
        Assert.Equal(TickRefusal.ZeroPrice, TickValidator.Apply(ref state, tick, Call));
        Assert.Equal((10000, 10995, 11005), (state.LastPrice, state.Bid, state.Ask));
    }

    [Fact]
    public void An_option_that_has_not_traded_has_no_last_price()
    {
        var state = default(InstrumentState);
        Assert.Equal(TickRefusal.None, TickValidator.Apply(ref state, Quotes.Full(7, 110, last: 0), Call));
        Assert.Equal((0, 10995), (state.LastPrice, state.Bid));
    }

    [Fact]
    public void An_index_without_a_price_is_refused_from_the_first_packet_on()
    {
        var state = default(InstrumentState);
        Assert.Equal(TickRefusal.ZeroPrice, TickValidator.Apply(ref state, new MarketTick { Kind = TickKind.IndexFull, Divisor = 100, ReceivedAt = 1, Source = "" }, null));
    }

    [Theory]
    [InlineData(25000.00, false)]
    [InlineData(25000.05, true)]
    public void No_put_is_worth_more_than_its_strike(double last, bool wild)
    {
        var state = After(Good, Put);
        Assert.Equal(wild ? TickRefusal.WildPrice : TickRefusal.None, TickValidator.Apply(ref state, Quotes.Full(7, 100, last: last), Put));
        Assert.Equal(wild ? 10000 : 2_500_000, state.LastPrice);
    }

    [Theory]
    [InlineData(50000.00, false)]
    [InlineData(50000.05, true)]
    public void No_call_is_worth_more_than_twice_its_strike(double last, bool wild)
    {
        var state = After(Good);
        Assert.Equal(wild ? TickRefusal.WildPrice : TickRefusal.None, TickValidator.Apply(ref state, Quotes.Full(7, 100, last: last), Call));
    }

    [Theory]
    [InlineData(12000, false)]
    [InlineData(12001, true)]
    [InlineData(8000, false)]
    [InlineData(7999, true)]
    public void An_index_stays_within_its_circuit_breaker(int last, bool wild)
    {
        var state = default(InstrumentState);
        var tick = new MarketTick { Kind = TickKind.IndexFull, Divisor = 100, Token = 9, LastPrice = last, Open = 10000, High = 12000, Low = 8000, Close = 10000, ReceivedAt = 1, Source = "" };
        Assert.Equal(wild ? TickRefusal.WildPrice : TickRefusal.None, TickValidator.Apply(ref state, tick, null));
        Assert.Equal((10000, 12000, 8000, 10000), (state.Open, state.High, state.Low, state.Close));
        Assert.Equal(wild ? 0 : last, state.LastPrice);
    }

    [Fact]
    public void The_side_of_a_crossed_book_that_moved_away_is_refused()
    {
        var state = After(Good);
        var crossed = Good with { Bids = new() { Best = new(10100, 75, 1) }, Asks = new() { Best = new(10010, 75, 1) }, OpenInterest = 16000 };
        Assert.Equal(TickRefusal.CrossedBook, TickValidator.Apply(ref state, crossed, Call));
        Assert.Equal((0, 0u, 10010, 16000u), (state.Bid, state.BidQuantity, state.Ask, state.OpenInterest));
        Assert.Equal(default, state.Bids);
        Assert.Equal(10010, state.Asks.Best.Price);
    }

    [Fact]
    public void The_ask_of_a_crossed_book_goes_when_it_moved_further()
    {
        var state = After(Good);
        var crossed = Good with { Bids = new() { Best = new(9990, 75, 1) }, Asks = new() { Best = new(9900, 75, 1) } };
        Assert.Equal(TickRefusal.CrossedBook, TickValidator.Apply(ref state, crossed, Call));
        Assert.Equal((9990, 0), (state.Bid, state.Ask));
    }

    [Fact]
    public void A_crossed_book_without_a_past_is_refused_on_both_sides()
    {
        var state = default(InstrumentState);
        var crossed = Good with { Bids = new() { Best = new(10005, 75, 1) }, Asks = new() { Best = new(10005, 75, 1) } };
        Assert.Equal(TickRefusal.CrossedBook, TickValidator.Apply(ref state, crossed, Call));
        Assert.Equal((0, 0, 10000), (state.Bid, state.Ask, state.LastPrice));
    }

    [Theory]
    [InlineData(9995, 0u)]
    [InlineData(0, 75u)]
    [InlineData(-5, 75u)]
    public void A_level_without_price_or_quantity_is_refused_and_the_other_side_taken(int price, uint quantity)
    {
        var state = After(Good);
        Assert.Equal(TickRefusal.EmptyLevel, TickValidator.Apply(ref state, Good with { Bids = new() { Best = new(price, quantity, 1) } }, Call));
        Assert.Equal((0, 0u, 10005), (state.Bid, state.BidQuantity, state.Ask));
    }

    [Fact]
    public void An_empty_side_is_a_fact_and_no_fault()
    {
        var state = After(Good);
        Assert.Equal(TickRefusal.None, TickValidator.Apply(ref state, Good with { Asks = default }, Call));
        Assert.Equal((9995, 0), (state.Bid, state.Ask));
    }

    [Fact]
    public void A_packet_without_a_book_keeps_the_known_one()
    {
        var state = After(Good);
        Assert.Equal(TickRefusal.None, TickValidator.Apply(ref state, Good with { Kind = TickKind.Quote, Bids = default, Asks = default, LastPrice = 10050 }, Call));
        Assert.Equal((10050, 9995, 10005, 15000u), (state.LastPrice, state.Bid, state.Ask, state.OpenInterest));
    }

    [Fact]
    public void Several_faults_of_one_packet_are_all_named()
    {
        var state = After(Good);
        var bad = Good with { LastPrice = int.MaxValue, Bids = new() { Best = new(0, 5, 1) } };
        Assert.Equal(TickRefusal.WildPrice | TickRefusal.EmptyLevel, TickValidator.Apply(ref state, bad, Put));
    }

    [Fact]
    public void Whatever_comes_the_book_that_is_kept_is_never_crossed_and_never_half_a_level()
    {
        var level = from price in Gen.Choose(-5, 60) from quantity in Gen.Choose(0, 3) select new DepthLevel(price, (uint)quantity, 1);
        var packet = from bid in level
                     from ask in level
                     from last in Gen.Choose(-5, 3_000_000)
                     from time in Gen.Choose(0, 5)
                     from connection in Gen.Choose(1, 3)
                     select Good with
                     {
                         LastPrice = last, ExchangeTime = (uint)time, Connection = connection,
                         Bids = new() { Best = bid }, Asks = new() { Best = ask },
                     };
        Seeded.All(packet.ArrayOf().ToArbitrary(), packets =>
        {
            var state = default(InstrumentState);
            foreach (var p in packets)
                TickValidator.Apply(ref state, p, Put);
            return (state.Bid == 0 || state.Ask == 0 || state.Bid < state.Ask)
                && state.Bid > 0 == state.BidQuantity > 0 && state.Ask > 0 == state.AskQuantity > 0
                && state.LastPrice is >= 0 and <= 2_500_000;
        });
    }
}
