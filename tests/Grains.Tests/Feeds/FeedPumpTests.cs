using Grains.Accounts;
using Grains.Feeds;
using Grains.Interfaces;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Instruments;
using Grains.Sessions;
using Grains.Tests.Market.Support;

namespace Grains.Tests.Feeds;

public class FeedPumpTests
{
    static readonly FeedInstrument A = new(258, "NFO:A");
    static readonly FeedInstrument B = new(514, "NFO:B");
    readonly ManualTime time = new(Listing.Noon);
    readonly MarketClock market;
    readonly List<(string Instrument, MarketTick Tick)> ticks = [];
    readonly FeedPump pump;
    Func<string, MarketTick, Task> take = (_, _) => Task.CompletedTask;
    bool throwsAtOnce;

    public FeedPumpTests()
    {
        market = new(time, new AccountRegistry([new AccountOptions()]));
        pump = new("sim:0", Stub.Factory((_, key) => Stub.Of<IInstrumentGrain>((_, arguments) => new ValueTask(Take(GrainKeys.Body(key), (MarketTick)arguments[0]!)))), market, time);
        pump.Carry([A, B]);
    }

    Task Take(string instrument, MarketTick tick)
    {
        if (throwsAtOnce && instrument == A.Instrument)
            throw new InvalidOperationException("at once");
        lock (ticks)
            ticks.Add((instrument, tick));
        return take(instrument, tick);
    }

    async Task Frame(params byte[][] packets) => await pump.OnFrame(Frames.Of(packets));

    FeedHealth Counters() => pump.AddCounters(new() { Source = "sim:0", State = FeedState.Healthy });

    [Fact]
    public async Task A_full_packet_becomes_a_tick_with_every_field()
    {
        pump.OnConnected();
        await Frame(Frames.Full(A.Token, 10000, Listing.NoonSeconds));
        var (instrument, tick) = Assert.Single(ticks);
        Assert.Equal(A.Instrument, instrument);
        Assert.Equal((TickKind.Full, 100, A.Token, 10000, 75u, 11, 7500u), (tick.Kind, tick.Divisor, tick.Token, tick.LastPrice, tick.LastQuantity, tick.AveragePrice, tick.Volume));
        Assert.Equal((1u, 2u, 31, 33, 29, 30), (tick.BuyQuantity, tick.SellQuantity, tick.Open, tick.High, tick.Low, tick.Close));
        Assert.Equal((900u, 950u, 850u, Listing.NoonSeconds, Listing.NoonSeconds), (tick.OpenInterest, tick.OpenInterestHigh, tick.OpenInterestLow, tick.LastTradeTime, tick.ExchangeTime));
        Assert.Equal((new DepthLevel(9995, 75, 0), new DepthLevel(10005, 150, 0)), (tick.Bids.Best, tick.Asks.Best));
        Assert.Equal((Listing.Noon.UtcTicks, 1, "sim:0"), (tick.ReceivedAt, tick.Connection, tick.Source));
        Assert.True(tick.HasBook && tick.HasDay);
    }

    [Fact]
    public async Task The_kind_follows_the_length_of_the_packet()
    {
        await Frame(Frames.Ltp(A.Token, 5), Frames.Index(B.Token, 6, 7));
        Assert.Equal([TickKind.Ltp, TickKind.IndexFull], ticks.Select(t => t.Tick.Kind));
        await Frame(Frames.Full(A.Token, 5, 7)[..44], Frames.Index(B.Token, 6, 7)[..28]);
        Assert.Equal([TickKind.Quote, TickKind.IndexQuote], ticks[2..].Select(t => t.Tick.Kind));
        Assert.Equal(default, ticks[2].Tick.Bids);
        Assert.False(ticks[0].Tick.HasDay);
    }

    [Fact]
    public async Task Garbage_is_counted_and_the_rest_of_the_frame_taken()
    {
        await Frame(new byte[17], Frames.Ltp(A.Token, 5));
        Assert.Equal(A.Instrument, Assert.Single(ticks).Instrument);
        await pump.OnFrame(Frames.Of(Frames.Ltp(A.Token, 6), Frames.Ltp(B.Token, 6)).AsMemory()[..^3]);
        await pump.OnFrame(new byte[] { 0xDE, 0xAD, 0xBE, 0xEF, 0x00 });
        Assert.Equal([5, 6], ticks.Select(t => t.Tick.LastPrice));
        var health = Counters();
        Assert.Equal((3L, 2L, 1L, 2L), (health.Frames, health.Packets, health.Skipped, health.Damaged));
    }

    [Fact]
    public async Task A_token_that_nobody_asked_for_is_counted()
    {
        await Frame(Frames.Ltp(999, 5), Frames.Ltp(A.Token, 6));
        Assert.Equal(A.Instrument, Assert.Single(ticks).Instrument);
        Assert.Equal((1L, 2L), (Counters().Skipped, Counters().Packets));
    }

    [Fact]
    public async Task Counters_say_when_the_last_frame_came_and_what_is_carried()
    {
        Assert.Null(Counters().LastFrameAt);
        time.Advance(TimeSpan.FromSeconds(3));
        await Frame(Frames.Ltp(A.Token, 5));
        Assert.Equal((Listing.Noon.AddSeconds(3), 2), (Counters().LastFrameAt, Counters().Instruments));
    }

    [Fact]
    public async Task The_exchanges_time_is_read_from_packets_that_are_carried()
    {
        await Frame(Frames.Index(999, 5, Listing.NoonSeconds + 3600), Frames.Index(A.Token, 5, Listing.NoonSeconds + 60));
        Assert.Equal(Listing.Noon.AddSeconds(60), market.Now);
    }

    [Fact]
    public async Task A_socket_is_read_on_while_a_busy_silo_takes_its_time()
    {
        var (began, ended, gate) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        take = (_, tick) =>
        {
            (tick.LastPrice == 1 ? began : ended).SetResult();
            return gate.Task;
        };
        for (var i = 1; i <= 10; i++)
        {
            pump.Post(Frames.Of(Frames.Ltp(A.Token, i)), 0);
            await began.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Equal((10L, 8L), (Counters().Packets, Counters().Conflated));
        gate.SetResult();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([1, 10], ticks.Select(t => t.Tick.LastPrice));
    }

    [Fact]
    public async Task While_a_hand_over_is_in_flight_later_packets_overwrite_earlier_ones()
    {
        var gate = new TaskCompletionSource();
        take = (_, _) => gate.Task;
        var first = pump.OnFrame(Frames.Of(Frames.Ltp(A.Token, 1))).AsTask();
        Assert.False(first.IsCompleted);
        for (var i = 2; i <= 10; i++)
            Assert.True(pump.OnFrame(Frames.Of(Frames.Ltp(A.Token, i), Frames.Ltp(B.Token, 100 + i))).AsTask().IsCompleted);
        Assert.Single(ticks);
        gate.SetResult();
        await first;
        Assert.Equal([(A.Instrument, 1), (A.Instrument, 10), (B.Instrument, 110)], ticks.Select(t => (t.Instrument, t.Tick.LastPrice)));
        Assert.Equal(16, Counters().Conflated);
    }

    [Fact]
    public async Task Whatever_overlaps_the_last_value_of_every_instrument_arrives()
    {
        var random = new Random(11);
        var gate = new TaskCompletionSource();
        take = (_, _) => gate.Task;
        var (lastA, lastB) = (0, 0);
        var calls = new List<Task>();
        for (var i = 1; i <= 1000; i++)
        {
            var both = new List<byte[]>();
            if (random.Next(2) == 0)
                both.Add(Frames.Ltp(A.Token, lastA = i));
            if (random.Next(2) == 0)
                both.Add(Frames.Ltp(B.Token, lastB = i));
            calls.Add(pump.OnFrame(Frames.Of([.. both])).AsTask());
            if (random.Next(5) == 0)
            {
                var open = gate;
                gate = new();
                open.SetResult();
            }
        }

        take = (_, _) => Task.CompletedTask;
        gate.SetResult();
        await Task.WhenAll(calls);
        Assert.Equal((lastA, lastB), (ticks.Last(t => t.Instrument == A.Instrument).Tick.LastPrice, ticks.Last(t => t.Instrument == B.Instrument).Tick.LastPrice));
        foreach (var instrument in ticks.GroupBy(t => t.Instrument))
            Assert.Equal(instrument.Select(t => t.Tick.LastPrice).Order(), instrument.Select(t => t.Tick.LastPrice));
        Assert.Equal(Counters().Packets, ticks.Count + Counters().Conflated);
    }

    [Fact]
    public async Task An_instrument_that_fails_stops_no_other()
    {
        take = (instrument, _) => instrument == A.Instrument ? Task.FromException(new TimeoutException("slow")) : Task.CompletedTask;
        await Frame(Frames.Ltp(A.Token, 1), Frames.Ltp(B.Token, 2));
        await Frame(Frames.Ltp(A.Token, 3), Frames.Ltp(B.Token, 4));
        Assert.Equal([2, 4], ticks.Where(t => t.Instrument == B.Instrument).Select(t => t.Tick.LastPrice));
        Assert.Equal(2, pump.Failed);
    }

    [Fact]
    public async Task An_instrument_that_throws_before_its_first_await_stops_no_other()
    {
        throwsAtOnce = true;
        await Frame(Frames.Ltp(A.Token, 1), Frames.Ltp(B.Token, 2));
        throwsAtOnce = false;
        await Frame(Frames.Ltp(A.Token, 3), Frames.Ltp(B.Token, 4));
        Assert.Equal([(B.Instrument, 2), (A.Instrument, 3), (B.Instrument, 4)], ticks.Select(t => (t.Instrument, t.Tick.LastPrice)));
        Assert.Equal(1, pump.Failed);
    }

    [Fact]
    public async Task A_token_of_another_day_stands_for_its_new_instrument()
    {
        pump.Carry([new(A.Token, "NFO:C"), B]);
        await Frame(Frames.Ltp(A.Token, 1));
        Assert.Equal("NFO:C", Assert.Single(ticks).Instrument);
        pump.Carry([B]);
        await Frame(Frames.Ltp(A.Token, 2));
        Assert.Equal((1L, 1), (Counters().Skipped, Counters().Instruments));
    }
}
