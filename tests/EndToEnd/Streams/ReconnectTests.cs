using EndToEnd.Support;

namespace EndToEnd.Streams;

public sealed class ReconnectTests(ITestOutputHelper output)
{
    static readonly string[] GapThenSnapshot = ["gap", "snapshot"];

    [Fact]
    public async Task After_kill_9_and_a_restart_a_client_is_told_of_the_gap_and_gets_a_new_snapshot()
    {
        using var folder = new TemporaryFolder();
        var port = ServiceProcess.FreePort();
        await using var first = await ServiceProcess.Start(folder.At("data"), port: port);
        await using var node = NodeScript.Start("frames.mjs", new { url = first.Address, underlying = "NIFTY", options = new { max_hz = 10 } });
        var epoch = Frame.Of(await node.Until("10 deltas", facts => Frame.Of(facts).Count(f => f.Type == "delta") >= 10))[0].Epoch;

        await first.Kill();
        var killed = TimeProvider.System.GetTimestamp();
        await using var second = await ServiceProcess.Start(folder.At("data"), port: port);
        var all = Frame.Of(await node.Until("5 deltas of a new epoch", facts => Frame.Of(facts).Count(f => f.Type == "delta" && f.Epoch != epoch) >= 5, TimeSpan.FromSeconds(40)));
        output.Print($"start.client.recovered: {TimeProvider.System.GetElapsedTime(killed).TotalMilliseconds:0} ms from kill -9 to the fifth new delta");

        Assert.All(all, f => Assert.Null(f.Wrong));
        var after = all.SkipWhile(f => f.Type != "gap").ToList();
        Assert.Equal(GapThenSnapshot, after.Take(2).Select(f => f.Type));
        Assert.NotEqual(epoch, after[1].Epoch);
        Assert.DoesNotContain(after, f => f.Type == "delta" && f.Epoch == epoch);
    }
}
