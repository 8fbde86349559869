using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Grains.Tests.Market.Support;
using Kite.Instruments;
using Pricing;
using Pricing.Chains;

namespace Grains.Tests.Instruments;

/// <summary>One option on the embedded host; its lane shows what it hands to its chain.</summary>
public sealed class InstrumentGrainTests : IAsyncLifetime
{
    static readonly string Option = Listing.Call(25000);
    MarketSilo silo = null!;

    public async Task InitializeAsync() => silo = await MarketSilo.Start(master: Listing.Master());

    public async Task DisposeAsync() => await silo.DisposeAsync();

    static ForwardPoint Forward(double forward, ForwardSource source = ForwardSource.Future) => new(1, 1, source, forward, Quotes.Rate);

    Grains.Chains.ConflatorLane Lane => silo.Conflator.Underlyings.Single().Chains.Single();

    InstrumentUpdate Offered() => Assert.Single(Lane.Drain());

    async Task<InstrumentUpdate> AfterTick(double price, DateTimeOffset? at = null, int spread = 10)
    {
        await silo.Tick(Option, price, at, spread);
        return Offered();
    }

    [Fact]
    public async Task Without_a_forward_a_quote_has_no_volatility()
    {
        var update = await AfterTick(150);
        Assert.Equal(PricingStatus.NoForward, update.Status);
        Assert.True(double.IsNaN(update.ImpliedVolatility));
        Assert.Equal((14995, 15005, Option), (update.Bid, update.Ask, update.Instrument));
    }

    [Fact]
    public async Task The_first_packet_after_the_forward_is_known_has_the_volatility_of_the_mid()
    {
        var fair = Quotes.Fair(OptionRight.Call, 25050, 25000, 0.14);
        await AfterTick(fair);
        Lane.Forward = Forward(25050);
        var update = await AfterTick(fair);
        Assert.Equal((PricingStatus.Ok, 25050), (update.Status, update.SolvedForward));
        Assert.Equal(0.14, update.ImpliedVolatility, 4);
    }

    [Fact]
    public async Task A_changed_quote_is_solved_again_with_the_lanes_forward()
    {
        await AfterTick(200);
        Lane.Forward = Forward(25050);
        Assert.Equal(0.13, (await AfterTick(Quotes.Fair(OptionRight.Call, 25050, 25000, 0.13))).ImpliedVolatility, 4);
        Assert.Equal(0.16, (await AfterTick(Quotes.Fair(OptionRight.Call, 25050, 25000, 0.16))).ImpliedVolatility, 4);
    }

    [Fact]
    public async Task A_repeated_quote_keeps_its_volatility_though_the_forward_crept()
    {
        await AfterTick(200);
        Lane.Forward = Forward(25050);
        var solved = await AfterTick(210);
        Lane.Forward = Forward(25060);
        Assert.Equal(solved.ImpliedVolatility, (await AfterTick(210)).ImpliedVolatility);
        Assert.NotEqual(solved.ImpliedVolatility, (await AfterTick(210.5)).ImpliedVolatility);
    }

    [Fact]
    public async Task A_forward_that_is_lost_takes_the_volatility_of_the_next_quote_along()
    {
        Lane0();
        Assert.Equal(PricingStatus.Ok, (await AfterTick(200)).Status);
        Lane.Forward = ForwardPoint.None;
        var update = await AfterTick(201);
        Assert.Equal(PricingStatus.NoForward, update.Status);
        Assert.True(double.IsNaN(update.ImpliedVolatility));
    }

    [Fact]
    public async Task Neither_quote_nor_trade_is_no_price()
    {
        Lane0();
        var token = silo.Directory.Current!.Find(Option).Token;
        await silo.Instrument(Option).OnTick(Quotes.Full(token, 100, last: 0) with { Bids = default, Asks = default, LastTradeTime = 0 });
        Assert.Equal(PricingStatus.NoPrice, Offered().Status);
    }

    [Theory]
    [InlineData(15 * 60, PricingStatus.Ok)]
    [InlineData((15 * 60) + 1, PricingStatus.StalePrice)]
    public async Task A_last_trade_is_a_price_for_a_quarter_of_an_hour(int age, PricingStatus expected)
    {
        Lane0();
        var token = silo.Directory.Current!.Find(Option).Token;
        await silo.Instrument(Option).OnTick(Quotes.Full(token, 200) with { Asks = default, LastTradeTime = Listing.NoonSeconds - (uint)age });
        var update = Offered();
        Assert.Equal(expected, update.Status);
        Assert.Equal(expected == PricingStatus.Ok, double.IsFinite(update.ImpliedVolatility));
    }

    [Theory]
    [InlineData(15, 29, 59, PricingStatus.Ok)]
    [InlineData(15, 30, 0, PricingStatus.Expired)]
    public async Task An_option_expires_at_its_instant(int hour, int minute, int second, PricingStatus expected)
    {
        Lane0();
        var at = new DateTimeOffset(2025, 11, 25, hour, minute, second, new(5, 30, 0));
        Assert.Equal(expected, (await AfterTick(60, at)).Status);
    }

    [Fact]
    public async Task A_price_below_intrinsic_says_so()
    {
        Lane0(Forward(25300));
        Assert.Equal(PricingStatus.BelowIntrinsic, (await AfterTick(200)).Status);
    }

    [Fact]
    public async Task Before_the_first_packet_there_is_no_quote() => Assert.Null(await silo.Instrument(Option).GetQuote());

    [Fact]
    public async Task A_refused_packet_is_counted_and_an_old_one_not_even_offered()
    {
        await AfterTick(150, Listing.Noon.AddSeconds(5));
        await silo.Tick(Option, 160, Listing.Noon);
        Assert.Empty(Lane.Drain());
        var quote = await silo.Instrument(Option).GetQuote();
        Assert.Equal((1L, 5), (quote!.Refused, (int)(quote.ReceivedAt - Listing.Noon).TotalSeconds));
    }

    [Fact]
    public async Task A_quote_shows_the_book_and_the_figures_of_its_chain()
    {
        await silo.Tick(Option, 200);
        await silo.Flush();
        var quote = await silo.Instrument(Option).GetQuote();
        Assert.Equal((200m, 199.95m, 200.05m), (quote!.Quote.Ltp, quote.Quote.Bid, quote.Quote.Ask));
        Assert.Equal((199.95m, 75L), (quote.Depth!.Buy.Single().Price, quote.Depth.Buy.Single().Quantity));
        Assert.Equal((200.05m, 150L), (quote.Depth.Sell.Single().Price, quote.Depth.Sell.Single().Quantity));
    }

    [Fact]
    public async Task An_index_has_a_plain_quote_and_no_depth()
    {
        await silo.Instrument(Listing.Index).OnTick(new()
        {
            Kind = TickKind.IndexFull, Divisor = 100, Token = 256265, LastPrice = 2_501_230, Close = 2_490_000, Open = 2_495_000, High = 2_505_000, Low = 2_489_000,
            ExchangeTime = Listing.NoonSeconds, ReceivedAt = Listing.Noon.UtcTicks, Connection = 1, Source = Quotes.Source,
        });
        var quote = await silo.Instrument(Listing.Index).GetQuote();
        Assert.Null(quote!.Depth);
        Assert.Equal((25012.30m, 112.30m), (quote.Quote.Ltp, quote.Quote.Change));
        Assert.Null(quote.Quote.Iv);
        Assert.Equal((Listing.Noon, Freshness.Simulated, PricingStatus.Ok), (quote.Quote.ExchangeTime!.Value, quote.Quote.Freshness, quote.Quote.Status));
        silo.Service<Grains.Feeds.FeedBoard>().Set(Quotes.Source, () => Quotes.Feed(Interfaces.Feeds.FeedState.Reconnecting));
        Assert.Equal(Freshness.Disconnected, (await silo.Instrument(Listing.Index).GetQuote())!.Quote.Freshness);
    }

    [Fact]
    public async Task An_unlisted_instrument_keeps_its_price_and_feeds_no_chain()
    {
        await silo.Instrument("NFO:GONE").OnTick(Quotes.Full(5, 100));
        Assert.Equal(100m, (await silo.Instrument("NFO:GONE").GetQuote())!.Quote.Ltp);
        Assert.Empty(silo.Conflator.Underlyings);
    }

    [Fact]
    public async Task A_contract_that_is_delisted_keeps_its_price_and_leaves_its_chain()
    {
        var token = silo.Directory.Current!.Find(Option).Token;
        await silo.Instrument(Option).OnTick(Quotes.Full(token, 100));
        silo.Directory.Replace(InstrumentMaster.Create([.. silo.Directory.Current!.All.Where(i => i.Token != token)]));
        await silo.Flush();
        var flushed = silo.Conflator.Flushed;
        await silo.Instrument(Option).OnTick(Quotes.Full(token, 101));
        await silo.Flush();
        Assert.Equal(flushed, silo.Conflator.Flushed);
        Assert.Equal(101m, (await silo.Instrument(Option).GetQuote())!.Quote.Ltp);
    }

    [Fact]
    public async Task A_share_without_options_feeds_no_chain()
    {
        await silo.Instrument("NSE:INFY").OnTick(Quotes.Full(408065, 1500));
        Assert.Empty(silo.Conflator.Underlyings);
    }

    /// <summary>The lane with a forward in it before the instrument is there.</summary>
    void Lane0(ForwardPoint? forward = null)
    {
        var master = silo.Directory.Current!;
        silo.Conflator.Register(master.Find(Option), master)!.Lane.Forward = forward ?? Forward(25050);
    }
}
