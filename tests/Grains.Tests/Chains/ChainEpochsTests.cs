using Grains.Chains;
using Grains.Tests.Support;

namespace Grains.Tests.Chains;

public sealed class ChainEpochsTests
{
    [Fact]
    public void They_are_the_time_and_rise_while_the_clock_stands_or_goes_back()
    {
        var time = new FakeTime();
        var epochs = new ChainEpochs(time);
        var first = epochs.Next();
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), first);
        Assert.Equal(first + 1, epochs.Next());
        time.Set(time.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.Equal(first + 2, epochs.Next());
        time.Set(time.GetUtcNow() + TimeSpan.FromHours(2));
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), epochs.Next());
    }
}
