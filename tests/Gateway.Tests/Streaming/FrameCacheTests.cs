using System.Text;
using Gateway.Streaming;
using Gateway.Tests.Support;

namespace Gateway.Tests.Streaming;

public class FrameCacheTests
{
    readonly FrameCache<string> cache = new(new(NoMeters.Instance), TimeProvider.System);

    [Fact]
    public void A_frame_is_made_once_for_its_key_and_version()
    {
        var first = Get(1, "a", "one");
        Assert.Same(first, Get(1, "a", "another"));
        Assert.NotSame(first, Get(1, "b", "one"));
    }

    [Fact]
    public void The_next_version_has_its_own()
    {
        Get(1, "a", "one");
        Assert.Equal("two", Text(Get(2, "a", "two")));
    }

    [Fact]
    public void Who_is_behind_gets_what_was_asked_for_and_leaves_nothing()
    {
        Get(2, "a", "two");
        Assert.Equal("one", Text(Get(1, "a", "one")));
        Assert.Equal("two", Text(Get(2, "a", "again")));
    }

    [Fact]
    public void Another_epoch_is_later_whatever_its_version()
    {
        Get(9, "a", "old");
        Assert.Equal("new", Text(cache.Get(epoch: 2, version: 1, "a", () => Encoding.UTF8.GetBytes("new"))));
    }

    [Fact]
    public void A_frame_that_is_overtaken_while_it_is_made_is_not_taken_for_one_of_the_next_version()
    {
        var late = cache.Get(epoch: 1, version: 1, "a", () =>
        {
            Get(2, "b", "of the next version");
            return Encoding.UTF8.GetBytes("one");
        });
        Assert.Equal("one", Text(late));
        Assert.Equal("two", Text(Get(2, "a", "two")));
    }

    RawFrame Get(long version, string key, string text) => cache.Get(epoch: 1, version, key, () => Encoding.UTF8.GetBytes(text));

    static string Text(RawFrame frame) => Encoding.UTF8.GetString(frame.Utf8.Span);
}
