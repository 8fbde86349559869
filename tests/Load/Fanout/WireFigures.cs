using System.Text.Json;

namespace Load.Fanout;

/// <summary>What all clients of the process saw since the mark.</summary>
/// <param name="few">One client that does not stay: room for a glance only.</param>
sealed class WireFigures(bool few = false)
{
    const int PerMillisecond = 10;
    readonly long[] latencies = new long[few ? 1 : 20_000 * PerMillisecond];
    long updates;
    long bytes;
    long frames;
    long closed;
    long longestGap;

    public long Updates => Volatile.Read(ref updates);

    public double Since { get; private set; } = FanoutClock.Now();

    public void OnClosed() => Interlocked.Increment(ref closed);

    public void OnBytes(int count) => Interlocked.Add(ref bytes, count);

    public void OnUpdate(int pieces, double latency, double gap)
    {
        Interlocked.Add(ref frames, pieces);
        Interlocked.Increment(ref updates);
        Interlocked.Increment(ref latencies[Math.Clamp((int)(latency * PerMillisecond), 0, latencies.Length - 1)]);
        var micros = (long)(gap * 1000);
        for (var longest = Volatile.Read(ref longestGap); micros > longest; longest = Volatile.Read(ref longestGap))
            Interlocked.CompareExchange(ref longestGap, micros, longest);
    }

    public void Restart()
    {
        Array.Clear(latencies);
        updates = bytes = frames = longestGap = 0;
        Since = FanoutClock.Now();
    }

    public string ToJson(int connected) => JsonSerializer.Serialize(new WireReport(
        connected, (FanoutClock.Now() - Since) / 1000, updates, bytes, frames, closed, Percentile(0.5), Percentile(0.99), longestGap / 1000d));

    double Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(latencies.Sum() * share);
        for (var i = 0; i < latencies.Length; i++)
        {
            wanted -= latencies[i];
            if (wanted <= 0)
                return (i + 1) / (double)PerMillisecond;
        }

        return 0;
    }
}

/// <param name="Updates">Deltas received.</param>
/// <param name="Frames">WebSocket frames that the deltas came in: as many when none is cut in pieces.</param>
/// <param name="LongestGap">The longest time between two deltas on one connection, ms.</param>
sealed record WireReport(int Connected, double Seconds, long Updates, long Bytes, long Frames, long Closed, double P50, double P99, double LongestGap)
{
    public double Rate => Updates / Seconds;
}
