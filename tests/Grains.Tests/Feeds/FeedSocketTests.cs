using System.Text;
using Grains.Accounts;
using Grains.Feeds;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Feeds;
using Grains.Interfaces.Instruments;
using Grains.Sessions;
using Grains.Tests.Market.Support;
using Kite.Ticker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grains.Tests.Feeds;

public class FeedSocketTests
{
    readonly ManualTime time = new(Listing.Noon);
    readonly List<string> reconciled = [];
    readonly FeedSocket socket;
    bool inSession = true;

    public FeedSocketTests()
    {
        var account = Stub.Of<IAccountGrain>((_, arguments) =>
        {
            reconciled.Add((string)arguments[0]!);
            return Task.CompletedTask;
        });
        var instruments = Stub.Factory((_, _) => Stub.Of<IInstrumentGrain>((_, _) => default(ValueTask)));
        socket = new("sim:0", new("sim:0", instruments, new MarketClock(time, new AccountRegistry([new AccountOptions()])), time), account, new(true, () => inSession, new()), time, NullLogger.Instance);
    }

    [Fact]
    public void Before_it_connects_it_is_stopped()
    {
        Assert.Equal(("sim:0", FeedState.Stopped, Listing.Noon), (socket.Health().Source, socket.Health().State, socket.Health().Since));
        Assert.Empty(reconciled);
    }

    [Theory]
    [InlineData(TickerState.Connected, FeedState.Healthy)]
    [InlineData(TickerState.Connecting, FeedState.Connecting)]
    [InlineData(TickerState.Reconnecting, FeedState.Reconnecting)]
    [InlineData(TickerState.Refused, FeedState.Reconnecting)]
    [InlineData(TickerState.NeedsLogin, FeedState.NeedsLogin)]
    [InlineData(TickerState.Stopped, FeedState.Stopped)]
    public void Each_state_of_the_connection_is_told_with_its_reason_and_time(TickerState state, FeedState expected)
    {
        time.Advance(TimeSpan.FromSeconds(2));
        socket.OnState(state, "because");
        var health = socket.Health();
        Assert.Equal((expected, "because", Listing.Noon.AddSeconds(2)), (health.State, health.Reason, health.Since));
        Assert.Equal(expected, socket.State);
        Assert.Equal(state == TickerState.Reconnecting ? 1 : 0, health.Reconnects);
    }

    [Fact]
    public void A_connection_asks_for_the_order_book_and_says_whether_it_is_the_first()
    {
        socket.OnState(TickerState.Connected, "");
        socket.OnState(TickerState.Reconnecting, "");
        socket.OnState(TickerState.Connected, "");
        Assert.Equal(["ticker connected", "ticker reconnected"], reconciled);
    }

    [Fact]
    public void An_order_push_asks_for_the_order_book_and_other_texts_do_not()
    {
        socket.OnText(TickerEvent.Parse(Encoding.UTF8.GetBytes("""{"type":"order","data":{"order_id":"1","status":"OPEN"}}""")));
        socket.OnText(TickerEvent.Parse("""{"type":"error","data":"too many"}"""u8.ToArray()));
        socket.OnText(TickerEvent.Parse("""{"type":"message","data":"hello"}"""u8.ToArray()));
        Assert.Equal(["order push"], reconciled);
    }

    [Fact]
    public async Task Packets_of_a_new_connection_carry_a_new_number()
    {
        socket.Pump.Carry([new(258, "NFO:A")]);
        socket.OnState(TickerState.Connected, "");
        await socket.OnFrameAsync(Frames.Of(Frames.Ltp(258, 5)), 0);
        Assert.Equal((1L, 1), (socket.Health().Packets, socket.Health().Instruments));
    }

    [Fact]
    public void In_session_a_socket_without_a_sign_of_life_is_silent_until_one_comes()
    {
        socket.OnState(TickerState.Connected, "connected");
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(FeedState.Healthy, socket.Health().State);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((FeedState.Silent, Listing.Noon.AddSeconds(5)), (socket.Health().State, socket.Health().Since));
        socket.OnHeartbeat();
        Assert.Equal(FeedState.Healthy, socket.Health().State);
    }

    [Fact]
    public void A_connection_that_is_open_again_is_silent_until_it_has_brought_something()
    {
        socket.OnState(TickerState.Connected, "connected");
        socket.OnHeartbeat();
        time.Advance(TimeSpan.FromSeconds(5));
        socket.OnState(TickerState.Reconnecting, "silent");
        socket.OnState(TickerState.Connected, "connected");
        Assert.Equal(FeedState.Silent, socket.Health().State);
    }

    [Fact]
    public void Outside_the_session_silence_is_no_fault()
    {
        socket.OnState(TickerState.Connected, "connected");
        inSession = false;
        time.Advance(TimeSpan.FromHours(10));
        Assert.Equal(FeedState.Healthy, socket.Health().State);
    }

    [Fact]
    public void What_was_not_entitled_needs_a_log_in_when_its_token_has_died_since()
    {
        socket.OnState(TickerState.NeedsLogin, "403");
        socket.OnNotEntitled();
        Assert.Equal(FeedState.NotEntitled, socket.Health().State);
        socket.OnTokenDead();
        Assert.Equal(FeedState.NeedsLogin, socket.Health().State);
    }

    [Theory]
    [InlineData(10, false, false)]
    [InlineData(11, false, true)]
    [InlineData(11, true, false)]
    public void A_market_whose_clock_is_behind_lags_and_a_simulated_one_has_its_own(int lag, bool simulated, bool expected)
    {
        var rule = new FeedRule(simulated, () => true, new());
        Assert.Equal(expected, rule.Judge(Quotes.Feed() with { LastFrameAt = Listing.Noon, ExchangeLag = lag }, Listing.Noon).Lagging);
    }
}
