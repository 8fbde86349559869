using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;
using Grains.Tests.Market.Support;
using Pricing;
using Pricing.Chains;

namespace Grains.Tests.Chains;

public class ChainBookTests
{
    static readonly UnderlyingPoint WithFuture = Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25049, 25051));
    readonly Books chain = new();

    [Fact]
    public void An_empty_book_lists_every_strike_and_no_figures()
    {
        var snapshot = chain.Book.Snapshot();
        Assert.Equal(Listing.Strikes, snapshot.Rows.Select(r => r.Strike));
        Assert.Equal((Books.Epoch, 0L), (snapshot.Header.Epoch, snapshot.Header.Version));
        Assert.All(snapshot.Rows, r => Assert.Equal((PricingStatus.NoPrice, Freshness.Pending), (r.Call!.Status, r.Put!.Freshness)));
        Assert.Equal(chain.Master.Find(Listing.Call(24800)).Token, snapshot.Rows[0].Call!.Token);
    }

    [Fact]
    public void Nothing_is_published_before_anybody_knows_the_time() =>
        Assert.Null(chain.Book.Apply(new([], new(25000, null, null, []), [Quotes.Feed()]), Books.Fresh()));

    [Fact]
    public void Each_change_starts_at_the_version_before_it()
    {
        var first = chain.Apply(WithFuture, chain.All(25050))!;
        Assert.Equal((0L, 1L, Books.Epoch), (first.BaseVersion, first.Header.Version, first.Header.Epoch));
        var second = chain.Apply(WithFuture, chain.Solved(Listing.Call(25000), 25050, 0.15))!;
        Assert.Equal((1L, 2L), (second.BaseVersion, second.Header.Version));
        Assert.Equal((2L, 2L), (chain.Book.Header.Version, chain.Book.Forward.Version));
    }

    [Fact]
    public void Only_the_row_that_ticked_is_sent_and_it_is_sent_whole()
    {
        chain.Apply(WithFuture, chain.All(25050));
        var change = chain.Apply(WithFuture, chain.Solved(Listing.Call(25100), 25050, 0.15))!;
        var row = Assert.Single(change.Rows);
        Assert.Equal(25100, row.Strike);
        Assert.Equal(0.15, row.Call!.Iv);
        Assert.Equal(0.14, row.Put!.Iv);
        Assert.Empty(change.Removed);
    }

    [Fact]
    public void A_flush_that_changes_nothing_is_no_event()
    {
        chain.Apply(WithFuture, chain.All(25050));
        Assert.Null(chain.Apply(WithFuture));
        Assert.Equal(1, chain.Book.Header.Version);
    }

    [Fact]
    public void Rows_whose_figures_move_less_than_their_display_step_are_not_sent()
    {
        chain.Options.ForwardMove = 0.1;
        chain.Apply(WithFuture, chain.All(25050));
        var crept = chain.Apply(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25049.005m, 25051.005m)))!;
        Assert.Equal(25050.005, crept.Header.Forward!.Value, 6);
        Assert.Empty(crept.Rows);
    }

    [Fact]
    public void Small_steps_add_up_until_a_row_is_sent()
    {
        chain.Options.ForwardMove = 0.1;
        chain.Apply(WithFuture, chain.All(25050));
        var sent = new HashSet<decimal>();
        for (var step = 1; step <= 200; step++)
        {
            var middle = 25050 + (step * 0.005m);
            foreach (var row in chain.Apply(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, middle - 1, middle + 1)))!.Rows)
                sent.Add(row.Strike);
        }

        Assert.Equal(Listing.Strikes, sent.Order());
        // What was published last is never further from the truth than the step.
        var quote = chain.Quote(Listing.Call(25000));
        var exact = Black76.Greeks(OptionRight.Call, 25051, 25000, chain.Book.Header.YearsToExpiry!.Value, Quotes.Rate, 0.14);
        Assert.InRange(Math.Abs(quote.Price!.Value - exact.Price), 0, 0.0101);
        Assert.InRange(Math.Abs(quote.Delta!.Value - exact.Delta), 0, 0.000501);
    }

    [Fact]
    public void A_forward_that_jumps_moves_every_row_though_none_ticked()
    {
        chain.Options.ForwardMove = 0.1;
        chain.Apply(WithFuture, chain.All(25050));
        var jumped = chain.Apply(Quotes.Spot(25030, futures: Quotes.Future(Listing.Near, 25079, 25081)))!;
        Assert.Equal(Listing.Strikes, jumped.Rows.Select(r => r.Strike));
        Assert.All(jumped.Rows, r => Assert.Equal(0.14, r.Call!.Iv));
    }

    [Fact]
    public void Published_greeks_obey_put_call_parity()
    {
        chain.Apply(WithFuture, chain.All(25050));
        var discount = Math.Exp(-Quotes.Rate * chain.Book.Header.YearsToExpiry!.Value);
        Assert.All(chain.Book.Snapshot().Rows, row =>
        {
            Assert.Equal(discount, row.Call!.Delta!.Value - row.Put!.Delta!.Value, 12);
            Assert.Equal(row.Call.Gamma!.Value, row.Put.Gamma!.Value, 15);
            Assert.Equal(row.Call.VegaPerPoint!.Value, row.Put.VegaPerPoint!.Value, 10);
            Assert.Equal(discount * (25050 - (double)row.Strike), row.Call.Price!.Value - row.Put.Price!.Value, 8);
        });
    }

    [Fact]
    public void A_contract_without_a_volatility_borrows_that_of_its_out_of_the_money_twin()
    {
        var call = chain.Solved(Listing.Call(25200), 25050, 0.15);
        var put = chain.Solved(Listing.Put(25200), 25050) with { Status = PricingStatus.BelowIntrinsic, ImpliedVolatility = double.NaN };
        chain.Apply(WithFuture, call, put);
        var (own, twin) = (chain.Quote(Listing.Call(25200)), chain.Quote(Listing.Put(25200)));
        Assert.Equal(("own", 0.15, PricingStatus.Ok), (own.IvSource, own.Iv, own.Status));
        Assert.Equal(("twin", (double?)null, PricingStatus.BelowIntrinsic), (twin.IvSource, twin.Iv, twin.Status));
        Assert.Equal(Math.Exp(-Quotes.Rate * chain.Book.Header.YearsToExpiry!.Value), own.Delta!.Value - twin.Delta!.Value, 12);
    }

    [Theory]
    [InlineData(200, "own", 0.15)]
    [InlineData(4000, "twin", 0.14)]
    public void In_the_money_a_quote_whose_spread_drowns_its_volatility_gives_way_to_its_twin(int spread, string source, double volatility)
    {
        var call = chain.Solved(Listing.Call(25200), 25050, 0.14);
        var put = chain.Solved(Listing.Put(25200), 25050, 0.15);
        put = put with { Bid = put.LastPrice - (spread / 2), Ask = put.LastPrice + (spread / 2) };
        chain.Apply(WithFuture, call, put);
        var quote = chain.Quote(Listing.Put(25200));
        Assert.Equal((source, (double?)volatility, PricingStatus.Ok), (quote.IvSource, quote.Iv, quote.Status));
        var years = chain.Book.Header.YearsToExpiry!.Value;
        Assert.Equal(Black76.Greeks(OptionRight.Put, 25050, 25200, years, Quotes.Rate, volatility).Delta, quote.Delta!.Value, 12);
    }

    [Fact]
    public void What_borrows_a_volatility_follows_the_twin_when_nothing_else_moves()
    {
        var put = chain.Solved(Listing.Put(25200), 25050) with { Status = PricingStatus.BelowIntrinsic, ImpliedVolatility = double.NaN };
        chain.Apply(WithFuture, [.. chain.All(25050).Where(u => u.Instrument != put.Instrument), put]);
        var before = chain.Quote(put.Instrument);
        var change = chain.Apply(WithFuture, chain.Solved(Listing.Call(25200), 25050, 0.20))!;
        var after = Assert.Single(change.Rows).Put!;
        Assert.Equal(("twin", "twin"), (before.IvSource, after.IvSource));
        var years = chain.Book.Header.YearsToExpiry!.Value;
        Assert.Equal(Black76.Greeks(OptionRight.Put, 25050, 25200, years, Quotes.Rate, 0.20).VegaPerPoint, after.VegaPerPoint!.Value, 9);
        Assert.NotEqual(before.VegaPerPoint, after.VegaPerPoint);
    }

    [Fact]
    public void A_twin_in_the_money_lends_nothing()
    {
        var put = chain.Solved(Listing.Put(25200), 25050, 0.15);
        var call = chain.Solved(Listing.Call(25200), 25050) with { Status = PricingStatus.NoPrice, ImpliedVolatility = double.NaN };
        chain.Apply(WithFuture, put, call);
        var quote = chain.Quote(Listing.Call(25200));
        Assert.Equal((PricingStatus.NoPrice, (string?)null, (double?)null), (quote.Status, quote.IvSource, quote.Delta));
    }

    [Fact]
    public void A_contract_that_never_ticked_borrows_nothing()
    {
        chain.Apply(WithFuture, chain.Solved(Listing.Call(25200), 25050));
        Assert.Null(chain.Quote(Listing.Put(25200)).Delta);
    }

    [Fact]
    public void Without_a_forward_nothing_is_valued()
    {
        var change = chain.Apply(Quotes.Spot(null), chain.Solved(Listing.Call(25000), 25050))!;
        Assert.Equal((ForwardSource.None, (double?)null, (decimal?)null), (change.Header.ForwardSource, change.Header.Forward, change.Header.AtmStrike));
        Assert.Equal((PricingStatus.NoForward, (double?)null), (chain.Quote(Listing.Call(25000)).Status, chain.Quote(Listing.Call(25000)).Delta));
    }

    [Fact]
    public void Once_expired_delta_is_a_step_and_the_price_is_the_payoff()
    {
        var close = new DateTimeOffset(2025, 11, 25, 15, 30, 0, new(5, 30, 0));
        var spot = Quotes.Spot(25050, close, Quotes.Future(Listing.Near, 25049, 25051));
        chain.Apply(spot, chain.All(25050, at: close.AddHours(-1)));
        Assert.Equal(0, chain.Book.Header.YearsToExpiry);
        var (inside, outside, put) = (chain.Quote(Listing.Call(25000)), chain.Quote(Listing.Call(25100)), chain.Quote(Listing.Put(25100)));
        Assert.Equal((PricingStatus.Expired, 1, 0, 50), (inside.Status, inside.Delta, inside.Gamma, inside.Price));
        Assert.Equal((0, 0), (outside.Delta, outside.Price));
        Assert.Equal((-1, 50), (put.Delta, put.Price));
        Assert.All(new[] { inside, outside, put }, q => Assert.Equal((null, 0, 0, 0), (q.Iv, q.ThetaPerDay, q.VegaPerPoint, q.RhoPerPoint)));
    }

    [Fact]
    public void While_it_settles_nothing_is_valued()
    {
        var expiry = new DateOnly(2026, 8, 4);
        var contract = chain.Master.Find(Listing.Call(25000)) with { Expiry = expiry, Tradingsymbol = "NIFTY2680425000CE" };
        var book = new Grains.Chains.ChainBook("NFO", "NIFTY", expiry, [contract], Listing.Rules, chain.Options, "live", 1);
        var settling = new DateTimeOffset(2026, 8, 4, 15, 35, 0, new(5, 30, 0));
        var update = Quotes.Solved(contract, 25050, 0.14, Listing.Noon) with { ExchangeTime = (uint)settling.ToUnixTimeSeconds() };
        book.Apply(Quotes.Batch(Quotes.Spot(25050, settling), update), Books.Fresh());
        var quote = book.Find(update.Instrument)!;
        Assert.Equal((PricingStatus.Settling, (double?)null, 0), (quote.Status, quote.Delta, book.Header.YearsToExpiry));
        Assert.Null(book.Snapshot().Rows.Single().Put);
    }

    [Fact]
    public void An_update_of_another_chain_is_passed_over()
    {
        var stranger = chain.Solved(Listing.Call(25000), 25050) with { Instrument = "NFO:BANKNIFTY25NOV50000CE" };
        chain.Apply(WithFuture, stranger);
        Assert.All(chain.Book.Snapshot().Rows, r => Assert.Null(r.Call!.Ltp));
        Assert.Null(chain.Book.Find(stranger.Instrument));
    }

    [Fact]
    public void Time_never_goes_back()
    {
        chain.Apply(WithFuture, chain.Solved(Listing.Call(25000), 25050));
        var late = chain.Solved(Listing.Put(25000), 25050, at: Listing.Noon.AddHours(-1));
        Assert.Equal(Listing.Noon, chain.Apply(WithFuture, late)!.Header.AsOf);
    }

    [Fact]
    public void The_figures_of_the_chain_come_from_its_rows()
    {
        var updates = chain.All(25050).Select(u => u with { OpenInterest = u.Instrument.EndsWith("CE", StringComparison.Ordinal) ? 100u : 150u }).ToArray();
        var header = chain.Apply(WithFuture, updates)!.Header;
        Assert.Equal(1.5, header.Pcr);
        Assert.Equal(25000, header.AtmStrike);
        Assert.Equal(0.14, header.AtmIv!.Value, 6);
        Assert.Contains(header.MaxPain!.Value, Listing.Strikes);
        Assert.Equal((25000m, 0.065, "live"), (header.Spot, header.Rate, header.Mode));
    }

    [Fact]
    public void A_quote_shows_rupees_and_nothing_for_zero()
    {
        var update = chain.Solved(Listing.Call(25000), 25050) with { LastPrice = 12345, Close = 12000, Ask = 0, AskQuantity = 9, Open = 0 };
        chain.Apply(WithFuture, update);
        var quote = chain.Quote(Listing.Call(25000));
        Assert.Equal((123.45m, 3.45m, null, null, null), (quote.Ltp, quote.Change, quote.Ask, quote.AskQty, quote.Open));
        Assert.Equal((Listing.Noon, Quotes.Source), (quote.ExchangeTime, quote.Source));
    }

    [Fact]
    public void A_new_days_list_removes_and_adds_strikes_and_keeps_what_is_still_listed()
    {
        var chain = new Books();
        chain.Apply(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25049, 25051)), chain.All(25050));
        var before = chain.Book.Header.Version;
        var kept = chain.Quote(Listing.Call(25000));
        var contracts = chain.Master.Options("NIFTY", Listing.Near, "NFO").Where(c => c.Strike != 24800).ToList();
        contracts.Add(contracts[0] with { Strike = 25300, Tradingsymbol = "NIFTY25NOV25300CE", Token = 77_000_002 });

        var change = chain.Book.Relist(contracts)!;
        Assert.Equal((before, before + 1), (change.BaseVersion, change.Header.Version));
        Assert.Equal([24800m], change.Removed.AsEnumerable());
        Assert.Equal([25300m], change.Rows.Select(r => r.Strike));
        Assert.Equal([24900m, 25000m, 25100m, 25200m, 25300m], chain.Book.Snapshot().Rows.Select(r => r.Strike));
        Assert.Same(kept, chain.Quote(Listing.Call(25000)));
        Assert.Null(chain.Book.Find(Listing.Call(24800)));
        Assert.Null(chain.Book.Relist(contracts));
    }

    [Fact]
    public void A_contract_with_another_days_token_keeps_its_values_under_the_new_one()
    {
        var chain = new Books();
        chain.Apply(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25049, 25051)), chain.All(25050));
        var ltp = chain.Quote(Listing.Call(25000)).Ltp;
        var contracts = chain.Master.Options("NIFTY", Listing.Near, "NFO").Select(c => c.Strike == 25000 ? c with { Token = c.Token + 1_000_000_000 } : c);
        Assert.Equal(25000, Assert.Single(chain.Book.Relist(contracts)!.Rows).Strike);
        chain.Apply(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25049, 25051)));
        Assert.Equal((ltp, chain.Master.Find(Listing.Call(25000)).Token + 1_000_000_000), (chain.Quote(Listing.Call(25000)).Ltp, chain.Quote(Listing.Call(25000)).Token));
    }
}
