using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Grains.Chains;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Grains.Tests.Market.Support;
using Kite.Instruments;

namespace Grains.Tests.Chains;

public class ConflatorLaneTests
{
    readonly ConflatorLane lane = new("chain:x");

    static InstrumentUpdate Value(string instrument, int price) => new() { Instrument = instrument, LastPrice = price, Source = "" };

    [Fact]
    public void The_last_value_wins()
    {
        var slot = lane.Add("A");
        Assert.False(lane.Offer(slot, Value("A", 1)));
        Assert.True(lane.Offer(slot, Value("A", 2)));
        Assert.Equal(2, Assert.Single(lane.Drain()).LastPrice);
        Assert.Empty(lane.Drain());
        Assert.False(lane.Offer(slot, Value("A", 3)));
    }

    [Fact]
    public void An_instrument_has_one_slot_however_often_it_registers()
    {
        Assert.Same(lane.Add("A"), lane.Add("A"));
        Assert.Same(lane, lane.Add("B").Lane);
    }

    [Fact]
    public void What_a_failed_flush_took_is_there_again()
    {
        var (a, b) = (lane.Add("A"), lane.Add("B"));
        lane.Offer(a, Value("A", 1));
        lane.Offer(b, Value("B", 1));
        var taken = lane.Drain();
        lane.Restore(taken);
        Assert.Equal(["A", "B"], lane.Drain().Select(u => u.Instrument));
    }

    [Fact]
    public void Every_value_offered_is_counted_as_flushed_or_as_replaced()
    {
        var (a, b) = (lane.Add("A"), lane.Add("B"));
        lane.Offer(a, Value("A", 1));
        lane.Offer(a, Value("A", 2));
        lane.Offer(b, Value("B", 1));
        Assert.Equal((1L, 0L), (lane.Conflated, lane.Flushed));
        var taken = lane.Drain();
        Assert.Equal((1L, 2L), (lane.Conflated, lane.Flushed));
        lane.Offer(a, Value("A", 3));
        lane.Restore(taken);
        Assert.Equal((2L, 0L), (lane.Conflated, lane.Flushed));
        lane.Drain();
        Assert.Equal((2L, 2L), (lane.Conflated, lane.Flushed));
    }

    [Fact]
    public void A_restored_value_never_hides_a_newer_one()
    {
        var slot = lane.Add("A");
        lane.Offer(slot, Value("A", 1));
        var taken = lane.Drain();
        lane.Offer(slot, Value("A", 2));
        lane.Restore(taken);
        Assert.Equal(2, Assert.Single(lane.Drain()).LastPrice);
    }

    [Fact]
    public void Whatever_fails_the_last_value_of_every_instrument_arrives()
    {
        // 0–3: an instrument ticks; 4: a flush succeeds; 5: a flush fails; 6: a tick comes while a flush that fails is under way.
        var steps = Gen.Choose(0, 6).ArrayOf().ToArbitrary();
        Seeded.All(steps, script =>
        {
            var subject = new ConflatorLane("chain:x");
            var slots = Enumerable.Range(0, 4).Select(i => subject.Add($"I{i}")).ToArray();
            var (sent, arrived) = (new int[4], new int[4]);
            void Tick(int i, int n) => subject.Offer(slots[i], Value($"I{i}", sent[i] = n));
            void Arrive(ImmutableArray<InstrumentUpdate> updates)
            {
                foreach (var u in updates)
                    arrived[u.Instrument[1] - '0'] = u.LastPrice;
            }

            for (var n = 0; n < script.Length; n++)
            {
                if (script[n] < 4)
                    Tick(script[n], n + 1);
                else if (script[n] == 4)
                    Arrive(subject.Drain());
                else
                {
                    var taken = subject.Drain();
                    if (script[n] == 6)
                        Tick(n % 4, n + 1);
                    subject.Restore(taken);
                }
            }

            Arrive(subject.Drain());
            return sent.SequenceEqual(arrived);
        });
    }

    [Fact]
    public void A_lane_starts_without_a_forward_and_keeps_the_one_it_is_given()
    {
        Assert.Equal(ForwardPoint.None.Source, lane.Forward.Source);
        lane.Forward = new(1, 2, Pricing.Chains.ForwardSource.Carry, 25000, 0.065);
        Assert.Equal((25000, 2L), (lane.Forward.Forward, lane.Forward.Version));
    }

    [Fact]
    public void Instruments_are_sorted_into_the_lanes_of_their_underlying()
    {
        var master = Listing.Master();
        var conflator = new ChainConflator();
        var call = conflator.Register(master.Find(Listing.Call(25000)), master)!;
        var put = conflator.Register(master.Find(Listing.Put(25000)), master)!;
        var index = conflator.Register(master.Find(Listing.Index), master)!;
        var future = conflator.Register(master.Find(Listing.NearFuture), master)!;
        Assert.Null(conflator.Register(master.Find("NSE:INFY"), master));
        Assert.Null(conflator.Register(master.Find("NSE:NIFTY BANK"), master));

        var underlying = Assert.Single(conflator.Underlyings);
        Assert.Equal("underlying:NFO:NIFTY", underlying.Key);
        Assert.Equal(Listing.NearChain, Assert.Single(underlying.Chains).Key);
        Assert.Same(call.Lane, put.Lane);
        Assert.Same(underlying.Spot, index.Lane);
        Assert.Same(underlying.Spot, future.Lane);
    }

    [Fact]
    public void What_a_new_days_list_does_not_have_is_forgotten_and_stays_counted()
    {
        var master = Listing.Master();
        var conflator = new ChainConflator();
        conflator.Prune(master);
        var (near, kept, far) = (Register(Listing.Call(25000)), Register(Listing.Put(25000)), Register("NFO:NIFTY25D0225000CE"));
        foreach (var slot in new[] { near, near, kept, far, far })
            slot.Lane.Offer(slot, new() { Instrument = slot.Instrument, Source = "" });
        Assert.Equal(2, near.Lane.Drain().Length);

        conflator.Prune(InstrumentMaster.Create([.. master.All.Where(i => i.Expiry != Listing.Far && i.Strike != 25000), master.Find(Listing.Put(25000))]));
        Assert.Equal(Listing.NearChain, Assert.Single(Assert.Single(conflator.Underlyings).Chains).Key);
        Assert.Same(kept, Register(Listing.Put(25000)));
        Assert.NotSame(near, Register(Listing.Call(25000)));
        // Of the far chain one value was replaced, and one went nowhere.
        Assert.Equal((3L, 2L), (conflator.Conflated, conflator.Flushed));

        conflator.Clear();
        Assert.Empty(conflator.Underlyings);
        Assert.Equal((3L, 2L), (conflator.Conflated, conflator.Flushed));

        InstrumentSlot Register(string name) => conflator.Register(master.Find(name), master)!;
    }
}
