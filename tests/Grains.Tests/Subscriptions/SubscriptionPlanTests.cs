using Grains.Subscriptions;
using Grains.Tests.Market.Support;
using Kite.Instruments;

namespace Grains.Tests.Subscriptions;

public class SubscriptionPlanTests
{
    // NIFTY: an index, two futures, two expiries of five strikes.
    const int Nifty = 1 + 2 + 20;
    readonly InstrumentMaster master = Listing.Master();
    readonly SubscriptionState state = new();

    SubscriptionPlan Plan(int slotSize, params string[] slots) => SubscriptionPlan.Make(state, ["NIFTY"], master, slots, slotSize);

    static IEnumerable<string> Names(SubscriptionPlan plan, string slot) => plan.Slots[slot].Select(i => i.Instrument);

    [Fact]
    public void A_whole_underlying_is_its_index_its_futures_and_its_options()
    {
        var plan = Plan(3000, "sim:0", "sim:1");
        Assert.Equal(Nifty, plan.Views.Length);
        Assert.Equal(["sim:0"], plan.Slots.Keys);
        Assert.All(plan.Views, v => Assert.Equal(("underlying", "sim:0"), (v.Reason, v.Source)));
        Assert.Equal(plan.Views.Select(v => v.Instrument).Order(StringComparer.Ordinal), plan.Views.Select(v => v.Instrument));
    }

    [Fact]
    public void Explicit_ones_come_first_then_what_every_chain_needs_then_the_nearest_expiry()
    {
        state.Instruments.Add("NFO:NIFTY25D0225200PE");
        var plan = Plan(4, "a:0", "a:1", "a:2", "a:3");
        Assert.Equal(["NFO:NIFTY25D0225200PE", Listing.Index, Listing.NearFuture, Listing.FarFuture], Names(plan, "a:0"));
        Assert.All(Names(plan, "a:1").Concat(Names(plan, "a:2")), i => Assert.StartsWith("NFO:NIFTY25NOV", i, StringComparison.Ordinal));
        Assert.Equal(2, Names(plan, "a:3").Count(i => i.StartsWith("NFO:NIFTY25NOV", StringComparison.Ordinal)));
        Assert.Equal("explicit", plan.Views.Single(v => v.Instrument == "NFO:NIFTY25D0225200PE").Reason);
    }

    [Fact]
    public void What_finds_no_room_is_listed_without_a_source()
    {
        var plan = Plan(5, "a:0", "a:1");
        Assert.Equal((Nifty, 10), (plan.Views.Length, plan.Views.Count(v => v.Source is not null)));
        Assert.All(plan.Views.Where(v => v.Source is null), v => Assert.DoesNotContain("FUT", v.Instrument, StringComparison.Ordinal));
        Assert.All(plan.Slots.Values, share => Assert.Equal(5, share.Length));
    }

    [Fact]
    public void Without_any_slot_everything_is_shed()
    {
        var plan = Plan(3000);
        Assert.Empty(plan.Slots);
        Assert.All(plan.Views, v => Assert.Null(v.Source));
    }

    [Fact]
    public void Three_thousand_a_slot_is_all_that_is_carried()
    {
        var many = Enumerable.Range(0, 10_000).Select(i => new Instrument(
            (uint)(200_000_000 + (i * 256) + 2), 1, "NFO", $"NIFTY25NOV{30000 + i}CE", "NIFTY", Listing.Near, 30000 + i, 0.05m, 75, InstrumentType.Ce, "NFO-OPT")).ToArray();
        var plan = SubscriptionPlan.Make(state, ["NIFTY"], Listing.Master(many), ["a:0", "a:1", "a:2"], 3000);
        Assert.Equal([3000, 3000, 3000], plan.Slots.Values.Select(s => s.Length));
        Assert.Equal(10_000 + Nifty - 9000, plan.Views.Count(v => v.Source is null));
        Assert.Equal(9000, plan.Slots.Values.SelectMany(s => s).Select(i => i.Token).Distinct().Count());
    }

    [Fact]
    public void An_instrument_wanted_twice_is_carried_once()
    {
        state.Instruments.AddRange([Listing.Call(25000), Listing.Index]);
        var plan = Plan(3000, "a:0");
        Assert.Equal(Nifty, plan.Views.Length);
        Assert.Equal("explicit", plan.Views.Single(v => v.Instrument == Listing.Index).Reason);
    }

    [Fact]
    public void What_is_not_listed_today_is_left_out()
    {
        state.Instruments.AddRange(["NFO:GONE", "nonsense"]);
        state.Underlyings = ["GONE", "BANKNIFTY"];
        Assert.Equal(["NSE:NIFTY BANK"], Plan(3000, "a:0").Views.Select(v => v.Instrument));
    }

    [Fact]
    public void Underlyings_once_set_replace_the_configured_ones()
    {
        state.Underlyings = [];
        Assert.Empty(Plan(3000, "a:0").Views);
    }
}
