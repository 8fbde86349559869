using System.Runtime.CompilerServices;
using System.Text.Json;
using Gateway.Market;
using Gateway.Streaming;

namespace Gateway.Feeds;

/// <summary>The frames of one subscription to the health of all feeds: all of them, then each second those that have changed.</summary>
sealed class FeedHealthPump(FeedHealthRelay relay, FeedHealthFrames frames, TimeProvider time)
{
    static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(2);

    public async IAsyncEnumerable<RawFrame> Frames([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var signal = new PumpSignal(time, cancellationToken);
        using var woken = relay.Pumps.Join(signal);
        // What stands there may be of long ago, when somebody else looked.
        var before = relay.Current;
        while (ReferenceEquals(before, relay.Current))
        {
            if (!await signal.News(HeartbeatPeriod))
                yield return frames.Heartbeat(before);
        }

        before = relay.Current;
        yield return frames.Snapshot(before);
        while (true)
        {
            var isNews = await signal.News(HeartbeatPeriod);
            var now = relay.Current;
            if (ReferenceEquals(now, before))
            {
                if (!isNews)
                    yield return frames.Heartbeat(now);
                continue;
            }

            yield return frames.Delta(before, now);
            before = now;
        }
    }
}

/// <summary>The frames of feed health (docs/protocol.md), made once for each version and base.</summary>
sealed class FeedHealthFrames(FeedHealthRelay relay, StreamMetrics metrics, TimeProvider time)
{
    readonly FrameCache<long> cache = new(metrics, time);

    public RawFrame Snapshot(FeedHealthRelay.Reading now) => cache.Get(relay.Epoch, now.Version, -1, () => Write("snapshot", now.Version, json => Feeds(json, now.Feeds)));

    public RawFrame Heartbeat(FeedHealthRelay.Reading now) => cache.Get(relay.Epoch, now.Version, -2, () => Write("heartbeat", now.Version, static _ => { }));

    public RawFrame Delta(FeedHealthRelay.Reading before, FeedHealthRelay.Reading now) => cache.Get(relay.Epoch, now.Version, before.Version, () => Write("delta", now.Version, json =>
    {
        var known = before.Feeds.ToDictionary(f => f.Health.Source, StringComparer.Ordinal);
        json.WriteNumber("base_version", before.Version);
        Feeds(json, now.Feeds.Where(f => known.GetValueOrDefault(f.Health.Source) != f));
        json.WritePropertyName("removed");
        JsonSerializer.Serialize(json, known.Keys.Except(now.Feeds.Select(f => f.Health.Source)), TickerJson.Options);
    }));

    ReadOnlyMemory<byte> Write(string type, long version, Action<Utf8JsonWriter> rest) => ChainJson.ToUtf8(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteNumber("epoch", relay.Epoch);
        json.WriteNumber("version", version);
        rest(json);
        json.WriteEndObject();
    });

    void Feeds(Utf8JsonWriter json, IEnumerable<FeedReading> feeds)
    {
        var at = time.GetUtcNow();
        json.WritePropertyName("feeds");
        JsonSerializer.Serialize(json, feeds.Select(f => Body(f, at)), TickerJson.Options);
    }

    static object Body(FeedReading feed, DateTimeOffset at)
    {
        var (health, colon) = (feed.Health, feed.Health.Source.LastIndexOf(':'));
        return new
        {
            health.Source,
            Account = health.Source[..colon],
            Slot = int.Parse(health.Source.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture),
            health.State, health.Reason, health.Since, health.Simulated, health.Instruments, feed.PacketsPerSecond,
            LastPacketAgeMs = health.LastPacketAt is { } last ? (long?)Math.Max(0, (long)(at - last).TotalMilliseconds) : null,
            health.LastPacketAt, health.ExchangeLag, health.Lagging, health.MovedIn, health.MovedOut, health.Packets, health.Conflated, health.Skipped, health.Damaged, health.Failed, health.Reconnects,
        };
    }
}
