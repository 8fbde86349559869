using Grains.Interfaces.Chains;
using Grains.Tests.Market.Support;
using Pricing;
using Pricing.Conventions;

namespace Grains.Tests.Chains;

public class ConventionOverlayTests
{
    readonly Books chain = new();

    ConventionView Of(string instrument, PricingConvention convention)
    {
        var row = chain.Book.Snapshot(convention).Rows.Single(r => r.Call!.Instrument == instrument || r.Put!.Instrument == instrument);
        return (row.Call!.Instrument == instrument ? row.Call : row.Put!).Convention!;
    }

    [Fact]
    public void Before_the_market_has_spoken_there_is_nothing_to_convert() =>
        Assert.All(chain.Book.Snapshot(PricingConvention.Nse).Rows, r => Assert.Null(r.Call!.Convention));

    [Fact]
    public void The_exchanges_figures_stand_beside_ours_which_stay_as_they_are()
    {
        chain.Apply(Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25049, 25051)), chain.All(25050));
        var instrument = Listing.Call(25000);
        var ours = chain.Quote(instrument);
        var expected = ConventionPricer.Value(PricingConvention.Nse, new(
            OptionRight.Call, (double)ours.Ltp!.Value, 25000, 25000, 25050, Quotes.Rate, Listing.Noon, Listing.Near, Listing.Rules.For("NFO", Listing.Near).Expiry));
        var view = Of(instrument, PricingConvention.Nse);
        Assert.Equal(("nse", PricingStatus.Ok, (double?)expected.ImpliedVolatility), (view.Name, view.Status, view.Iv));
        Assert.Equal((expected.Greeks.Delta, expected.Greeks.ThetaPerDay), (view.Delta!.Value, view.ThetaPerDay!.Value));
        Assert.Null(chain.Quote(instrument).Convention);
        Assert.NotEqual(ours.Iv!.Value, view.Iv!.Value);
    }

    [Fact]
    public void At_rate_nothing_the_forward_is_what_puts_and_calls_agree_on()
    {
        // All quotes are of one forward; without discounting, parity gives very nearly that one back whatever the future says.
        chain.Apply(Quotes.Spot(25000), chain.All(25050, 0.14));
        var (call, put) = (Of(Listing.Call(25000), PricingConvention.Upstox), Of(Listing.Put(25000), PricingConvention.Upstox));
        Assert.Equal(("upstox", "upstox"), (call.Name, put.Name));
        Assert.Equal(call.Iv!.Value, put.Iv!.Value, 3);
        Assert.Equal(1, call.Delta!.Value - put.Delta!.Value, 3);
    }

    [Fact]
    public void A_contract_without_a_last_price_says_so()
    {
        chain.Apply(Quotes.Spot(25000), [.. chain.All(25050).Select(u => u.Instrument == Listing.Put(25000) ? u with { LastPrice = 0 } : u)]);
        Assert.Equal(new("nse", PricingStatus.NoPrice, null, null, null, null, null, null, null), Of(Listing.Put(25000), PricingConvention.Nse));
    }
}
