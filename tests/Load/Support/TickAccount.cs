namespace Load.Support;

/// <summary>What became of every packet between two readings. Each count is made where it happens; that they add up is the test.</summary>
sealed record TickAccount(double Sent, double Received, double Skipped, double FeedConflated, double Failed, double Refused, double Unused, double LaneConflated, double Flushed)
{
    public static async Task<TickAccount> Read(LoadBench bench)
    {
        var (sent, _) = await bench.FromBroker();
        var now = await bench.ReadMetrics();
        return new(
            sent,
            now.Sum("ticker_feed_packets_total"),
            now.Sum("ticker_feed_skipped_total"),
            now.Sum("ticker_feed_conflated_total"),
            now.Sum("ticker_feed_failed_total"),
            now.Sum("ticker_ticks_refused_total", "reason=\"OutOfOrder\""),
            now.Sum("ticker_ticks_unused_total"),
            now.Sum("ticker_ticks_conflated_total"),
            now.Sum("ticker_ticks_flushed_total"));
    }

    /// <summary>Stops the market, waits until everything that was sent has been dealt with, and reads: nothing is on its way then.</summary>
    public static async Task<TickAccount> Settle(LoadBench bench)
    {
        await bench.Simulator.Control("clock/speed?speed=0");
        try
        {
            var last = await Read(bench);
            for (var i = 0; i < 40; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
                var now = await Read(bench);
                if (now == last && i > 1)
                    return now;
                last = now;
            }

            throw new InvalidOperationException("Ten seconds after the market stopped ticks were still on their way.");
        }
        finally
        {
            await bench.Simulator.Control("clock/speed?speed=1");
        }
    }

    public TickAccount Since(TickAccount e) => new(
        Sent - e.Sent, Received - e.Received, Skipped - e.Skipped, FeedConflated - e.FeedConflated, Failed - e.Failed,
        Refused - e.Refused, Unused - e.Unused, LaneConflated - e.LaneConflated, Flushed - e.Flushed);

    /// <summary>Sent by the broker, and never decoded here.</summary>
    public double Lost => Sent - Received;

    /// <summary>Decoded, and neither delivered to a chain, conflated, refused nor of no use to any chain.</summary>
    public double Unexplained => Received - Skipped - FeedConflated - Failed - Refused - Unused - LaneConflated - Flushed;

    public void Print(Report report, string name)
    {
        report.Figure($"{name}.sent", Sent, "packets");
        report.Figure($"{name}.received", Received, "packets");
        report.Figure($"{name}.delivered", Flushed, "packets");
        report.Figure($"{name}.conflated", FeedConflated + LaneConflated, "packets");
        report.Figure($"{name}.refused", Refused + Skipped, "packets");
        report.Figure($"{name}.unused", Unused, "packets");
        report.Figure($"{name}.unexplained", Lost + Unexplained, "packets");
        report.Rule(Lost == 0, $"{name}: the broker sent {Sent:0} packets and the service decoded {Received:0}.");
        report.Rule(Unexplained == 0 && Failed == 0, $"{name}: of {Received:0} packets {Unexplained:0} are unaccounted for and {Failed:0} failed ({this}).");
    }
}
