using Load.Support;

namespace Load.Fanout;

/// <summary>One stretch of time: what the clients saw, and what it cost.</summary>
sealed record FanoutWindow(WireReport Seen, double ServerCores, double ClientCores, double AllocatedPerUpdate)
{
    public static async Task<FanoutWindow> Measure(FanoutProcess server, FanoutProcess clients, TimeSpan length)
    {
        // Counting collects first, so it is outside of what is timed.
        var before = await server.Ask<FanoutCounts>("counts");
        var (serverBefore, clientsBefore) = (server.Sample(), clients.Sample());
        await clients.Say("mark");
        await FanoutScenario.Pause(length.TotalSeconds);
        var seen = await clients.Ask<WireReport>("report");
        var (serverAfter, clientsAfter) = (server.Sample(), clients.Sample());
        var after = await server.Ask<FanoutCounts>("counts");
        return new(seen, serverAfter.CoresSince(serverBefore), clientsAfter.CoresSince(clientsBefore), (after.Allocated - before.Allocated) / (double)Math.Max(1, seen.Updates));
    }

    /// <summary>The one in the middle by rate.</summary>
    public static FanoutWindow Median(IReadOnlyList<FanoutWindow> windows) => windows.OrderBy(w => w.Seen.Rate).ElementAt(windows.Count / 2);
}
