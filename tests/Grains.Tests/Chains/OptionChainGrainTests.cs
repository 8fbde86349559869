using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Tests.Market.Support;
using Kite.Instruments;
using Orleans.Streams;
using Pricing;
using Pricing.Chains;

namespace Grains.Tests.Chains;

public sealed class OptionChainGrainTests : IAsyncLifetime
{
    static readonly UnderlyingPoint WithFuture = Quotes.Spot(25000, futures: Quotes.Future(Listing.Near, 25049, 25051));
    readonly StreamRecorder stream = new();
    readonly Books books = new();
    MarketSilo silo = null!;

    public async Task InitializeAsync() => silo = await MarketSilo.Start(streams: stream, master: Listing.Master());

    public async Task DisposeAsync() => await silo.DisposeAsync();

    IOptionChainGrain Chain(string? key = null) => silo.Client.GetGrain<IOptionChainGrain>(key ?? Listing.NearChain);

    Task<ForwardPoint> Apply(string instrument, double volatility) => Chain().Apply(Quotes.Batch(WithFuture, books.Solved(instrument, 25050, volatility)));

    [Fact]
    public async Task It_publishes_each_change_and_answers_with_the_forward()
    {
        var forward = await Apply(Listing.Call(25000), 0.14);
        Assert.Equal((ForwardSource.Future, 25050, 1L), (forward.Source, forward.Forward, forward.Version));
        var change = Assert.Single(stream.Published);
        Assert.Equal((0L, 1L, forward.Epoch, "simulated"), (change.BaseVersion, change.Header.Version, change.Header.Epoch, change.Header.Mode));
        Assert.Equal(25000, Assert.Single(change.Rows).Strike);
    }

    [Fact]
    public async Task The_epoch_is_the_time_of_the_activation()
    {
        var snapshot = await Chain().GetSnapshot();
        Assert.Equal(Listing.Noon.ToUnixTimeMilliseconds(), snapshot!.Header.Epoch);
        Assert.Equal(Listing.Strikes.Length, snapshot.Rows.Length);
    }

    [Fact]
    public async Task Snapshot_and_quote_show_what_was_published()
    {
        await Apply(Listing.Call(25000), 0.14);
        var snapshot = await Chain().GetSnapshot();
        Assert.Equal(stream.Published[^1].Header, snapshot!.Header);
        var quote = await Chain().GetQuote(Listing.Call(25000));
        Assert.Same(snapshot.Rows.Single(r => r.Strike == 25000).Call, quote);
        Assert.Equal((0.14, Freshness.Simulated, PricingStatus.Ok), (quote!.Iv, quote.Freshness, quote.Status));
        Assert.Null(await Chain().GetQuote("NFO:NOTHING"));
    }

    /// <summary>One second later, and until the timer stands again for the next one.</summary>
    async Task Beat(string what)
    {
        var armed = silo.Time.NextArmed(TimeSpan.FromSeconds(1));
        silo.Time.Advance(TimeSpan.FromSeconds(1));
        await stream.Attempt(what);
        await armed;
    }

    [Fact]
    public async Task A_heartbeat_repeats_the_version_each_second()
    {
        await Apply(Listing.Call(25000), 0.14);
        await stream.Attempt("the change");
        for (var beat = 1; beat <= 3; beat++)
        {
            await Beat($"heartbeat {beat}");
        }

        Assert.All(stream.Published[1..], e =>
        {
            Assert.True(e.IsHeartbeat);
            Assert.Equal((1L, 1L), (e.BaseVersion, e.Header.Version));
            Assert.Empty(e.Rows);
        });
        Assert.Equal(4, stream.Published.Length);
    }

    [Fact]
    public async Task Before_the_first_version_there_is_no_heartbeat()
    {
        await Chain().GetSnapshot();
        silo.Time.Advance(TimeSpan.FromSeconds(5));
        await Chain().GetSnapshot();
        Assert.Empty(stream.Published);
    }

    [Fact]
    public async Task What_a_full_stream_refused_goes_out_with_the_next_change_as_one_step()
    {
        await Apply(Listing.Call(25000), 0.14);
        stream.Refuses = true;
        Assert.Equal(2, (await Apply(Listing.Call(25100), 0.15)).Version);
        Assert.Equal(3, (await Apply(Listing.Call(25200), 0.16)).Version);
        stream.Refuses = false;
        await Apply(Listing.Call(25100), 0.17);
        var merged = stream.Published[^1];
        Assert.Equal((1L, 4L), (merged.BaseVersion, merged.Header.Version));
        Assert.Equal([(25100m, 0.17), (25200m, 0.16)], merged.Rows.OrderBy(r => r.Strike).Select(r => (r.Strike, r.Call!.Iv!.Value)));
        Assert.Equal(2, stream.Published.Length);
    }

    [Fact]
    public async Task What_a_full_stream_refused_goes_out_with_the_heartbeat_when_nothing_changes()
    {
        await Apply(Listing.Call(25000), 0.14);
        await stream.Attempt("the first change");
        stream.Refuses = true;
        await Apply(Listing.Call(25100), 0.15);
        await stream.Attempt("the refused change");
        await Beat("a heartbeat that is refused too");
        stream.Refuses = false;
        await Beat("a heartbeat that is taken");
        var kept = stream.Published[^1];
        Assert.Equal((1L, 2L, 25100m), (kept.BaseVersion, kept.Header.Version, Assert.Single(kept.Rows).Strike));
        await Beat("a heartbeat again");
        Assert.True(stream.Published[^1].IsHeartbeat);
    }

    [Fact]
    public async Task Whatever_the_stream_refuses_what_was_published_adds_up_to_the_snapshot()
    {
        var random = new Random(7);
        var seen = new Dictionary<decimal, ChainRow>();
        for (var i = 0; i < 200; i++)
        {
            stream.Refuses = random.Next(3) == 0;
            await Apply(Listing.Name(Listing.Strikes[random.Next(5)], random.Next(2) == 0 ? "CE" : "PE"), 0.10 + (random.Next(100) / 1000.0));
        }

        stream.Refuses = false;
        await Apply(Listing.Call(25000), 0.3);
        var version = 0L;
        foreach (var change in stream.Published)
        {
            Assert.Equal(version, change.BaseVersion);
            version = change.Header.Version;
            foreach (var row in change.Rows)
                seen[row.Strike] = row;
        }

        var snapshot = await Chain().GetSnapshot();
        Assert.Equal(snapshot!.Header.Version, version);
        Assert.Equal(snapshot.Rows, seen.Values.OrderBy(r => r.Strike));
    }

    [Theory]
    [InlineData("chain:NFO:NIFTY:2025-11-26")]
    [InlineData("chain:NFO:NOTHING:2025-11-25")]
    [InlineData("chain:NFO:NIFTY:soon")]
    [InlineData("chain:NIFTY")]
    public async Task A_chain_that_is_not_listed_has_no_snapshot_and_no_forward(string key)
    {
        Assert.Null(await Chain(key).GetSnapshot());
        Assert.Null(await Chain(key).GetQuote(Listing.Call(25000)));
        Assert.Equal(ForwardSource.None, (await Chain(key).Apply(Quotes.Batch(WithFuture))).Source);
    }

    [Fact]
    public async Task A_chain_that_the_master_learns_of_later_starts_then()
    {
        var key = GrainKeys.Chain("NFO", "NIFTY", new(2025, 12, 9));
        Assert.Null(await Chain(key).GetSnapshot());
        var later = silo.Directory.Current!.Find(Listing.Call(25000)) with { Token = 4242, Expiry = new(2025, 12, 9), Tradingsymbol = "NIFTY25D0925000CE" };
        silo.Directory.Replace(Listing.Master(later));
        ChainSnapshot? snapshot = null;
        // The activation that found nothing ends beside the calls: one of the next calls meets its successor.
        for (var attempt = 0; attempt < 1000 && snapshot is null; attempt++)
        {
            snapshot = await Chain(key).GetSnapshot();
            await Task.Yield();
        }

        Assert.Single(snapshot!.Rows);
    }

    [Fact]
    public async Task Subscribers_of_the_real_stream_get_the_deltas()
    {
        await using var real = await MarketSilo.Start(master: Listing.Master());
        var received = new TaskCompletionSource<ChainEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        await real.Client.GetStreamProvider(TickerStreams.Provider).GetStream<ChainEvent>(TickerStreams.Chain(Listing.NearChain))
            .SubscribeAsync((item, _) =>
            {
                received.TrySetResult(item);
                return Task.CompletedTask;
            });
        await real.Client.GetGrain<IOptionChainGrain>(Listing.NearChain).Apply(Quotes.Batch(WithFuture, books.Solved(Listing.Put(24900), 25050)));
        Assert.Equal(24900, Assert.Single((await received.Task.WaitAsync(TimeSpan.FromSeconds(20))).Rows).Strike);
    }

    [Fact]
    public async Task On_a_new_trading_day_what_is_no_longer_listed_is_told_as_removed()
    {
        await Apply(Listing.Call(25000), 0.14);
        silo.Directory.Replace(InstrumentMaster.Create([.. Listing.Master().All.Where(i => i.Strike != 24800)]));
        await Apply(Listing.Call(25100), 0.14);
        Assert.Contains(stream.Published, e => e.Removed.Contains(24800m));
        Assert.DoesNotContain((await Chain().GetSnapshot())!.Rows, r => r.Strike == 24800);
    }

    [Fact]
    public async Task A_chain_of_which_nothing_is_listed_any_more_says_so_and_ends()
    {
        await Apply(Listing.Call(25000), 0.14);
        silo.Directory.Replace(InstrumentMaster.Create([.. Listing.Master().All.Where(i => i.Expiry != Listing.Near || i.Strike == 0)]));
        await Beat("the removal");
        Assert.Contains(stream.Published, e => e.Removed.Length == Listing.Strikes.Length);
        Assert.Null(await Chain().GetSnapshot());
        var published = stream.Published.Length;
        silo.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(await Chain().GetSnapshot());
        Assert.Equal(published, stream.Published.Length);
    }
}
