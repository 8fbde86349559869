using Grains.Instruments;
using Grains.Tests.Market.Support;
using Pricing;

namespace Grains.Tests.Instruments;

public class OptionContractTests
{
    [Fact]
    public void Only_options_are_contracts()
    {
        var master = Listing.Master();
        Assert.Null(OptionContract.From(master.Find(Listing.Index), Listing.Rules));
        Assert.Null(OptionContract.From(master.Find(Listing.NearFuture), Listing.Rules));
        var put = OptionContract.From(master.Find(Listing.Put(25100)), Listing.Rules)!;
        Assert.Equal((OptionRight.Put, 25100, 0.05), (put.Right, put.Strike, put.TickSize));
    }

    [Fact]
    public void Years_count_down_to_the_expiry_instant_by_365_days()
    {
        var call = OptionContract.From(Listing.Master().Find(Listing.Call(25000)), Listing.Rules)!;
        Assert.Equal(1.0 / 365, call.YearsAt(call.ExpiryUnixSeconds - 86_400), 12);
        Assert.Equal(0, call.YearsAt(call.ExpiryUnixSeconds));
        Assert.True(call.YearsAt(call.ExpiryUnixSeconds + 1) < 0);
    }

    [Fact]
    public void Between_expiry_and_the_end_of_the_session_it_settles()
    {
        var contract = new OptionContract(OptionRight.Call, 1, 0.05, 1000, 1600);
        Assert.Equal(PricingStatus.Ok, contract.LifeAt(999));
        Assert.Equal(PricingStatus.Settling, contract.LifeAt(1000));
        Assert.Equal(PricingStatus.Settling, contract.LifeAt(1599));
        Assert.Equal(PricingStatus.Expired, contract.LifeAt(1600));
    }
}
