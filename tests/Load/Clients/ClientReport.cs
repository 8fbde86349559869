using System.Text.Json;

namespace Load.Clients;

/// <summary>What all clients of a process saw since the mark.</summary>
sealed record ClientReport
{
    public int Connected { get; init; }
    public long Frames { get; init; }
    public long Bytes { get; init; }
    public long Deltas { get; init; }
    public long Snapshots { get; init; }
    public long Gaps { get; init; }
    public long Holes { get; init; }
    public long Disconnects { get; init; }
    public double LongestPause { get; init; }

    /// <summary>Ticks whose way was measured, and its percentiles in ms.</summary>
    public long Ticks { get; init; }
    public int P50 { get; init; }
    public int P95 { get; init; }
    public int P99 { get; init; }
    public int Longest { get; init; }

    /// <summary>Instruments (of each client) seen so far, and those with a tick of after the mark.</summary>
    public int Known { get; init; }
    public int Fresh { get; init; }
    public string? Refusal { get; init; }

    public static ClientReport Parse(string json) => JsonSerializer.Deserialize<ClientReport>(json)!;

    public static string Of(IReadOnlyList<ClientCounts> clients)
    {
        var latencies = new int[ClientCounts.LongestLatency];
        var known = clients.Select(c => c.AddTo(latencies)).ToList();
        return JsonSerializer.Serialize(new ClientReport
        {
            Connected = clients.Count(c => c.Connected),
            Frames = clients.Sum(c => c.Frames),
            Bytes = clients.Sum(c => c.Bytes),
            Deltas = clients.Sum(c => c.Deltas),
            Snapshots = clients.Sum(c => c.Snapshots),
            Gaps = clients.Sum(c => c.Gaps),
            Holes = clients.Sum(c => c.Holes),
            Disconnects = clients.Sum(c => c.Disconnects),
            LongestPause = clients.Max(c => c.LongestPause),
            Ticks = latencies.Sum(l => (long)l),
            P50 = Percentile(latencies, 0.50),
            P95 = Percentile(latencies, 0.95),
            P99 = Percentile(latencies, 0.99),
            Longest = Array.FindLastIndex(latencies, l => l > 0),
            Known = known.Sum(k => k.Known),
            Fresh = known.Sum(k => k.Fresh),
            Refusal = clients.Select(c => c.Refusal).FirstOrDefault(r => r is not null),
        });
    }

    static int Percentile(int[] counts, double share)
    {
        var left = (long)Math.Ceiling(counts.Sum(l => (long)l) * share);
        for (var i = 0; i < counts.Length; i++)
        {
            left -= counts[i];
            if (left <= 0)
                return i;
        }

        return counts.Length;
    }
}
