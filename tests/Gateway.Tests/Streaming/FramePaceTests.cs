using Gateway.Streaming;

namespace Gateway.Tests.Streaming;

public class FramePaceTests
{
    readonly ManualTime time = new(new(2025, 11, 20, 6, 30, 0, TimeSpan.Zero));

    static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    [Fact]
    public void A_frame_is_due_a_period_after_the_one_before()
    {
        var pace = new FramePace(10, time);
        pace.Sent();
        Assert.Equal((Ms(100), Ms(0)), (pace.Wait, pace.Silence));
        time.Advance(Ms(60));
        Assert.Equal((Ms(40), Ms(60)), (pace.Wait, pace.Silence));
    }

    [Fact]
    public void What_a_late_frame_lost_is_gained_back_a_fifth_of_a_period_at_a_time()
    {
        var pace = new FramePace(10, time);
        pace.Sent();
        time.Advance(Ms(130));
        pace.Sent();
        Assert.Equal(Ms(80), pace.Wait);
        time.Advance(Ms(80));
        pace.Sent();
        Assert.Equal(Ms(90), pace.Wait);
    }

    [Fact]
    public void A_long_silence_earns_no_burst()
    {
        var pace = new FramePace(10, time);
        pace.Sent();
        time.Advance(TimeSpan.FromHours(1));
        pace.Sent();
        Assert.Equal(Ms(100), pace.Wait);
        time.Advance(Ms(100));
        pace.Sent();
        Assert.Equal(Ms(100), pace.Wait);
    }

    [Fact]
    public void A_heartbeat_changes_nothing_but_the_silence()
    {
        var pace = new FramePace(0.5, time);
        pace.Sent();
        time.Advance(TimeSpan.FromSeconds(1));
        pace.Beaten();
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.Zero), (pace.Wait, pace.Silence));
    }
}
