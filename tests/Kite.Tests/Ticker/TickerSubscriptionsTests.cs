using System.Text;
using Kite.Ticker;

namespace Kite.Tests.Ticker;

public class TickerSubscriptionsTests
{
    readonly TickerSubscriptions _subscriptions = new(limit: 5, batchSize: 2);

    [Fact]
    public void Every_batch_is_a_subscribe_followed_by_its_mode()
    {
        _subscriptions.Want([1, 2, 3], TickerMode.Full);
        Assert.Equal(
            [
                """{"a":"subscribe","v":[1,2]}""", """{"a":"mode","v":["full",[1,2]]}""",
                """{"a":"subscribe","v":[3]}""", """{"a":"mode","v":["full",[3]]}""",
            ],
            Drain());
        Assert.Empty(Drain());
    }

    [Fact]
    public void A_change_of_mode_sends_the_mode_alone()
    {
        _subscriptions.Want([1, 2], TickerMode.Ltp);
        Drain();
        _subscriptions.Want([1, 2], TickerMode.Quote);
        _subscriptions.Want([2], TickerMode.Ltp);
        Assert.Equal(["""{"a":"mode","v":["quote",[1]]}"""], Drain());
    }

    [Fact]
    public void What_is_taken_back_before_it_was_sent_is_never_sent()
    {
        _subscriptions.Want([1, 2], TickerMode.Full);
        _subscriptions.Drop([1, 2, 9]);
        Assert.Empty(Drain());
    }

    [Fact]
    public void Leaving_instruments_make_room_before_others_take_it()
    {
        _subscriptions.Want([1, 2], TickerMode.Full);
        Drain();
        _subscriptions.Want([3], TickerMode.Full);
        _subscriptions.Drop([1]);
        Assert.Equal(
            ["""{"a":"unsubscribe","v":[1]}""", """{"a":"subscribe","v":[3]}""", """{"a":"mode","v":["full",[3]]}"""], Drain());
    }

    [Fact]
    public void A_new_connection_is_told_everything_that_is_wanted_now()
    {
        _subscriptions.Want([1], TickerMode.Full);
        _subscriptions.Want([2], TickerMode.Ltp);
        _subscriptions.Want([3], TickerMode.Ltp);
        Drain();
        _subscriptions.Drop([3]);
        _subscriptions.OnConnected();
        Assert.Equal(
            [
                """{"a":"subscribe","v":[2]}""", """{"a":"mode","v":["ltp",[2]]}""",
                """{"a":"subscribe","v":[1]}""", """{"a":"mode","v":["full",[1]]}""",
            ],
            Drain());
    }

    [Fact]
    public void Beyond_the_limit_instruments_are_refused_and_counted()
    {
        Assert.Equal(2, _subscriptions.Want([1, 2, 3, 4, 5, 6, 7], TickerMode.Full));
        Assert.Equal(0, _subscriptions.Want([5], TickerMode.Ltp));
        Assert.Equal(5, _subscriptions.Count);
    }

    List<string> Drain()
    {
        var frames = new List<string>();
        while (_subscriptions.Next() is { Count: > 0 } next)
            frames.AddRange(next.Select(f => Encoding.ASCII.GetString(f)));
        return frames;
    }
}
