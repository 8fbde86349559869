using System.Buffers.Text;
using System.Text;

namespace Load.Clients;

/// <summary>What one client saw since the mark. Frames are searched, not parsed: the clients share two processors with what they measure.</summary>
sealed class ClientCounts(int chains)
{
    public const int LongestLatency = 8192;
    readonly Lock gate = new();
    readonly (long Epoch, long Version)[] held = new (long, long)[chains];
    readonly long[] lastFrameAt = new long[chains];
    readonly Dictionary<uint, int> stamps = [];
    readonly int[] latencies = new int[LongestLatency];
    int markedAt = Stamps.Now();

    public bool Connected { get; private set; }
    public long Frames { get; private set; }
    public long Bytes { get; private set; }
    public long Deltas { get; private set; }
    public long Snapshots { get; private set; }
    public long Gaps { get; private set; }

    /// <summary>Deltas that did not begin at what the client had.</summary>
    public long Holes { get; private set; }
    public long Disconnects { get; private set; }

    /// <summary>The longest time without a frame on one stream, ms.</summary>
    public double LongestPause { get; private set; }

    /// <summary>What the hub refused, or null.</summary>
    public string? Refusal { get; private set; }

    public void Restart(int now)
    {
        lock (gate)
        {
            markedAt = now;
            Frames = Bytes = Deltas = Snapshots = Gaps = Holes = Disconnects = 0;
            LongestPause = 0;
            Array.Clear(latencies);
            Array.Fill(lastFrameAt, TimeProvider.System.GetTimestamp());
        }
    }

    public void OnConnected()
    {
        lock (gate)
            Connected = true;
    }

    public void OnDisconnected()
    {
        lock (gate)
        {
            Disconnects += Connected ? 1 : 0;
            Connected = false;
            Array.Clear(held);
        }
    }

    /// <summary>Adds the latencies to a sum of all clients; returns instruments known, and those of which something stamped after the mark arrived.</summary>
    public (int Known, int Fresh) AddTo(int[] sum)
    {
        lock (gate)
        {
            for (var i = 0; i < latencies.Length; i++)
                sum[i] += latencies[i];
            var mark = markedAt;
            return (stamps.Count, stamps.Values.Count(s => Stamps.Between(mark, s) > 0));
        }
    }

    public void OnMessage(ReadOnlySpan<byte> message)
    {
        var now = Stamps.Now();
        lock (gate)
        {
            if (message.StartsWith("""{"type":2,"invocationId":"""u8))
                OnFrame(message, now);
            else if (message.StartsWith("""{"type":3"""u8) || message.StartsWith("""{"type":7"""u8))
                Refusal ??= Encoding.UTF8.GetString(message);
        }
    }

    void OnFrame(ReadOnlySpan<byte> message, int now)
    {
        var stream = (int)Number(message, "\"invocationId\":\""u8);
        var item = message[message.IndexOf("\"item\":"u8)..];
        Frames++;
        Bytes += message.Length + 1;
        var at = TimeProvider.System.GetTimestamp();
        if (lastFrameAt[stream] != 0)
            LongestPause = Math.Max(LongestPause, TimeProvider.System.GetElapsedTime(lastFrameAt[stream], at).TotalMilliseconds);
        lastFrameAt[stream] = at;
        var head = item[..Math.Min(item.Length, 600)];
        var position = (Number(head, "\"epoch\":"u8), Number(head, "\"version\":"u8));
        if (head.IndexOf("\"delta\""u8) is >= 0 and < 30)
        {
            Deltas++;
            if (held[stream] != (position.Item1, Number(head, "\"base_version\":"u8)))
                Holes++;
            held[stream] = position;
            TakeStamps(item, now, isNews: true);
        }
        else if (head.IndexOf("\"snapshot\""u8) is >= 0 and < 30)
        {
            Snapshots++;
            held[stream] = position;
            // What stood in it may be as old as it likes.
            TakeStamps(item, now, isNews: false);
        }
        else if (head.IndexOf("\"gap\""u8) is >= 0 and < 30)
        {
            Gaps++;
        }
    }

    /// <summary>A row repeats the side that has not changed: only a stamp that was not seen before is a tick that arrived now.</summary>
    void TakeStamps(ReadOnlySpan<byte> rows, int now, bool isNews)
    {
        while (rows.IndexOf("\"token\":"u8) is >= 0 and var at)
        {
            rows = rows[(at + 8)..];
            if (!Utf8Parser.TryParse(rows, out uint token, out _))
                continue;
            var field = rows.IndexOf("\"ask_qty\":"u8);
            if (field < 0)
                return;
            rows = rows[(field + 10)..];
            if (!Utf8Parser.TryParse(rows, out int stamp, out _) || (stamps.TryGetValue(token, out var last) && last == stamp))
                continue;
            stamps[token] = stamp;
            if (isNews)
                latencies[Math.Clamp(Stamps.Between(stamp, now), 0, LongestLatency - 1)]++;
        }
    }

    static long Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        text.IndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(text[(at + name.Length)..], out long value, out _) ? value : -1;
}
