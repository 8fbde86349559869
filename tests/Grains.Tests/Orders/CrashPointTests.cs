using Grains.Orders;

namespace Grains.Tests.Orders;

public sealed class CrashPointTests
{
    [Fact]
    public async Task The_point_is_announced_and_held_and_no_other()
    {
        var console = new StringWriter();
        var crash = new HoldAtCrashPoint(CrashPoints.AfterIntent, console, TimeProvider.System);
        foreach (var point in CrashPoints.All.Where(p => p != CrashPoints.AfterIntent))
            await crash.At(point, "k");
        var held = crash.At(CrashPoints.AfterIntent, "k").AsTask();
        Assert.False(held.IsCompleted);
        Assert.Equal($"crash-point reached: after_intent{Environment.NewLine}", console.ToString());
        await Task.Yield();
        Assert.False(held.IsCompleted);
    }

    [Fact]
    public void A_point_that_does_not_exist_is_refused_with_the_list()
    {
        var refused = Assert.Throws<ArgumentException>(() => new HoldAtCrashPoint("lunch", TextWriter.Null, TimeProvider.System));
        Assert.Contains("before_send", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_at_least_ten_and_without_the_setting_nothing_happens()
    {
        Assert.True(CrashPoints.All.Distinct().Count() >= 10);
        await new NoCrashPoints().At(CrashPoints.Received, "k");
    }
}
