using System.Collections.Immutable;
using Grains.Chains;
using Grains.Feeds;
using Grains.Instruments;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Instruments;
using Grains.Tests.Market.Support;
using Kite.Instruments;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pricing.Chains;

namespace Grains.Tests.Chains;

/// <summary>The pump between grains that the test plays itself.</summary>
public sealed class ConflatorPumpTests : IDisposable
{
    static readonly ForwardPoint First = new(5, 1, ForwardSource.Future, 25050, 0.065);
    readonly ManualTime time = new(Listing.Noon);
    readonly InstrumentMaster master = Listing.Master();
    readonly Grains.Tests.Support.TestMeters meters = new();
    readonly ChainConflator conflator;
    readonly InstrumentDirectory directory = new();
    readonly ConflatorPump pump;
    readonly List<(string Chain, ChainBatch Batch)> chains = [];
    readonly List<ImmutableArray<InstrumentUpdate>> underlyings = [];
    Func<string, Task<ForwardPoint>> chain = _ => Task.FromResult(First);
    Func<Task<UnderlyingPoint>> underlying = () => Task.FromResult(Quotes.Spot(25000));

    public ConflatorPumpTests()
    {
        var factory = Stub.Factory(Grain);
        conflator = new(time);
        directory.Replace(master);
        pump = new(conflator, directory, new FeedBoard(), factory, Options.Create(new PricingOptions()), new(meters), time, NullLogger<ConflatorPump>.Instance);
    }

    public void Dispose()
    {
        pump.Dispose();
        meters.Dispose();
    }

    object Grain(Type type, string key) =>
        type == typeof(IOptionChainGrain) ? Stub.Of<IOptionChainGrain>((_, a) => Chain(key, (ChainBatch)a[0]!))
        : type == typeof(IUnderlyingGrain) ? Stub.Of<IUnderlyingGrain>((_, a) => Underlying((ImmutableArray<InstrumentUpdate>)a[0]!))
        : throw new ArgumentException(type.Name);

    Task<ForwardPoint> Chain(string key, ChainBatch batch)
    {
        chains.Add((key, batch));
        return chain(key);
    }

    Task<UnderlyingPoint> Underlying(ImmutableArray<InstrumentUpdate> updates)
    {
        underlyings.Add(updates);
        return underlying();
    }

    InstrumentSlot Slot(string name) => conflator.Register(master.Find(name), master)!;

    void Tick(string name, int price) => Slot(name).Lane.Offer(Slot(name), new() { Instrument = name, LastPrice = price, Source = "" });

    Task Flush() => pump.Flush(conflator.Underlyings.Single());

    [Fact]
    public async Task The_underlying_is_asked_first_and_its_point_goes_with_the_batch()
    {
        Tick(Listing.Index, 1);
        Tick(Listing.Call(25000), 2);
        await Flush();
        Assert.Equal(Listing.Index, Assert.Single(Assert.Single(underlyings)).Instrument);
        var (key, batch) = Assert.Single(chains);
        Assert.Equal(Listing.NearChain, key);
        Assert.Equal((2, 25000m), (Assert.Single(batch.Updates).LastPrice, batch.Underlying.Spot));
    }

    [Fact]
    public void A_lane_tells_how_long_the_first_of_its_values_has_waited()
    {
        Tick(Listing.Call(25000), 2);
        time.Advance(TimeSpan.FromMilliseconds(30));
        Tick(Listing.Call(25100), 3);
        time.Advance(TimeSpan.FromMilliseconds(40));
        Slot(Listing.Call(25000)).Lane.Drain(out var waited);
        Assert.Equal(TimeSpan.FromMilliseconds(70), waited);
        Tick(Listing.Call(25000), 4);
        Slot(Listing.Call(25000)).Lane.Drain(out waited);
        Assert.Equal(TimeSpan.Zero, waited);
    }

    [Fact]
    public async Task The_forward_of_the_answer_is_what_instruments_solve_with()
    {
        Tick(Listing.Call(25000), 2);
        await Flush();
        Assert.Equal(First, Slot(Listing.Call(25000)).Lane.Forward);
    }

    [Fact]
    public async Task An_idle_chain_is_visited_each_second_for_its_freshness()
    {
        Tick(Listing.Call(25000), 2);
        await Flush();
        await Flush();
        Assert.Single(chains);
        time.Advance(TimeSpan.FromSeconds(1));
        await Flush();
        Assert.Empty(chains[^1].Batch.Updates);
        Assert.Equal(2, chains.Count);
    }

    [Fact]
    public async Task A_move_of_the_underlying_visits_its_idle_chains()
    {
        Tick(Listing.Call(25000), 2);
        await Flush();
        Tick(Listing.Index, 3);
        await Flush();
        Assert.Equal(2, chains.Count);
    }

    [Fact]
    public async Task A_chain_that_throws_gets_its_values_with_the_next_flush_and_the_newest_of_them()
    {
        chain = _ => Task.FromException<ForwardPoint>(new TimeoutException("too slow"));
        Tick(Listing.Call(25000), 2);
        Tick(Listing.Put(25000), 3);
        await Flush();
        Tick(Listing.Call(25000), 4);
        chain = _ => Task.FromResult(First);
        await Flush();
        Assert.Equal([4, 3], chains[^1].Batch.Updates.OrderBy(u => u.Instrument).Select(u => u.LastPrice));
    }

    [Fact]
    public async Task A_chain_that_throws_holds_no_other_up()
    {
        Tick(Listing.Call(25000), 2);
        Tick("NFO:NIFTY25D0225000CE", 2);
        chain = key => key == Listing.NearChain ? Task.FromException<ForwardPoint>(new TimeoutException("too slow")) : Task.FromResult(First);
        await Flush();
        Assert.Equal(2, chains.Count);
        Assert.Equal(First, Slot("NFO:NIFTY25D0225000CE").Lane.Forward);
        Assert.Equal(ForwardSource.None, Slot(Listing.Call(25000)).Lane.Forward.Source);
    }

    [Fact]
    public async Task An_underlying_that_throws_keeps_spot_and_options_for_the_next_flush()
    {
        underlying = () => Task.FromException<UnderlyingPoint>(new TimeoutException("too slow"));
        Tick(Listing.Index, 1);
        Tick(Listing.Call(25000), 2);
        await Flush();
        Assert.Empty(chains);
        underlying = () => Task.FromResult(Quotes.Spot(25000));
        await Flush();
        Assert.Equal(1, Assert.Single(underlyings[^1]).LastPrice);
        Assert.Equal(2, Assert.Single(Assert.Single(chains).Batch.Updates).LastPrice);
    }

    [Fact]
    public async Task Running_it_flushes_every_interval()
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        chain = _ =>
        {
            flushed.TrySetResult();
            return Task.FromResult(First);
        };
        Tick(Listing.Call(25000), 2);
        await pump.StartAsync(CancellationToken.None);
        // The loop starts on a thread of its own: the clock is turned until its timer is there.
        while (!flushed.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await pump.StopAsync(CancellationToken.None);
        Assert.Equal(Listing.NearChain, chains[0].Chain);
    }
}
