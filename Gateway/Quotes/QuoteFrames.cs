using System.Text.Json;
using Gateway.Market;
using Gateway.Streaming;

namespace Gateway.Quotes;

/// <summary>The frames of quote streams (docs/protocol.md), made once for each (list, base, version). Called under the board's lock.</summary>
sealed class QuoteFrames(QuoteBoard board, StreamMetrics metrics, TimeProvider time)
{
    const int Whole = -1;
    const int Beat = -2;
    readonly FrameCache<(string List, long From)> cache = new(metrics, time);

    public RawFrame Snapshot(long version, string list, IReadOnlyList<QuoteEntry> entries) =>
        cache.Get(board.Epoch, version, (list, Whole), () => Write("snapshot", version, json => Quotes(json, entries)));

    public RawFrame Heartbeat(long version) => cache.Get(board.Epoch, version, ("", Beat), () => Write("heartbeat", version, static _ => { }));

    /// <summary>From one version to the next: nothing, a delta, or a gap and a snapshot.</summary>
    public (long Version, IReadOnlyList<RawFrame> Frames) Step(long held, long version, string list, IReadOnlyList<QuoteEntry> entries)
    {
        var failed = entries.Where(e => e.FailedOverAt > held).ToList();
        if (failed.Count > 0)
            return (version, [Gap(version, failed), Snapshot(version, list, entries)]);
        // Of another instrument: whoever holds the older version has the same quotes, and is not told of a new one.
        return entries.Any(e => e.ChangedAt > held) ? (version, [Delta(held, version, list, entries)]) : (held, []);
    }

    RawFrame Delta(long from, long version, string list, IReadOnlyList<QuoteEntry> entries) => cache.Get(board.Epoch, version, (list, from), () => Write("delta", version, json =>
    {
        json.WriteNumber("base_version", from);
        Quotes(json, entries.Where(e => e.ChangedAt > from));
    }));

    RawFrame Gap(long version, IReadOnlyList<QuoteEntry> failed) => new(Write("gap", version, json =>
    {
        json.WriteString("reason", Failover.Reason);
        json.WritePropertyName("sources");
        JsonSerializer.Serialize(json, failed.Select(f => f.Source).Distinct().Order(StringComparer.Ordinal), TickerJson.Options);
        json.WritePropertyName("instruments");
        JsonSerializer.Serialize(json, failed.Select(f => f.Info.Instrument), TickerJson.Options);
    }));

    ReadOnlyMemory<byte> Write(string type, long version, Action<Utf8JsonWriter> rest) => ChainJson.ToUtf8(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteNumber("epoch", board.Epoch);
        json.WriteNumber("version", version);
        rest(json);
        json.WriteEndObject();
    });

    static void Quotes(Utf8JsonWriter json, IEnumerable<QuoteEntry> entries)
    {
        json.WritePropertyName("quotes");
        json.WriteStartArray();
        foreach (var entry in entries)
            json.WriteRawValue(entry.Json.Span, skipInputValidation: true);
        json.WriteEndArray();
    }
}
