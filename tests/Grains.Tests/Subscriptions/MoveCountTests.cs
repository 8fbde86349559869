using Grains.Interfaces.Feeds;
using Grains.Subscriptions;

namespace Grains.Tests.Subscriptions;

public class MoveCountTests
{
    static Dictionary<string, string> Plan(params (string Instrument, string Source)[] carried) => carried.ToDictionary(c => c.Instrument, c => c.Source, StringComparer.Ordinal);

    static (long In, long Out) Of(MoveCount count, string source)
    {
        var health = count.AddTo(new() { Source = source, State = FeedState.Healthy });
        return (health.MovedIn, health.MovedOut);
    }

    [Fact]
    public void What_goes_from_one_socket_to_another_is_counted_at_both()
    {
        var count = new MoveCount();
        count.Add(Plan(("a", "x:0"), ("b", "x:0"), ("c", "y:0")), Plan(("a", "y:0"), ("b", "y:0"), ("c", "y:0")));
        count.Add(Plan(("a", "y:0")), Plan(("a", "x:0")));
        Assert.Equal(((1L, 2L), (2L, 1L), (0L, 0L)), (Of(count, "x:0"), Of(count, "y:0"), Of(count, "z:0")));
    }

    [Fact]
    public void What_is_new_or_gone_has_not_moved()
    {
        var count = new MoveCount();
        count.Add(Plan(("a", "x:0")), Plan(("b", "y:0")));
        Assert.Equal(((0L, 0L), (0L, 0L)), (Of(count, "x:0"), Of(count, "y:0")));
    }
}
