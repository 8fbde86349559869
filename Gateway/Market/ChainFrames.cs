using System.Text.Json;
using Gateway.Streaming;

namespace Gateway.Market;

/// <summary>Frames of one chain, serialised once for each (window, base, version) and shared.</summary>
sealed class ChainFrames(StreamMetrics metrics, TimeProvider time)
{
    readonly FrameCache<FrameKey> cache = new(metrics, time);

    public RawFrame Snapshot(ChainState state, StrikeWindow window) =>
        Cached(state, new(window, window, -1), () => ChainJson.ToUtf8(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "snapshot");
            json.WritePropertyName("chain");
            ChainJson.Write(json, state.Header, Within(state, window).Select(at => state.Rows[at]));
            json.WriteEndObject();
        }));

    /// <summary>The step from <paramref name="from"/> to the state's version, for a client that saw <paramref name="before"/> and now sees <paramref name="window"/>.</summary>
    public RawFrame Delta(ChainState state, long from, StrikeWindow before, StrikeWindow window) =>
        Cached(state, new(before, window, from), () => ChainJson.ToUtf8(json =>
        {
            var rows = Within(state, window).Where(at => state.ChangedAt[at] > from || !before.Contains(state.Rows[at].Strike)).Select(at => state.Rows[at]);
            var left = state.Rows.Where(r => before.Contains(r.Strike) && !window.Contains(r.Strike)).Select(r => r.Strike);
            var delisted = state.RemovedAt.Where(r => r.Version > from && before.Contains(r.Strike)).Select(r => r.Strike);
            json.WriteStartObject();
            json.WriteString("type", "delta");
            json.WriteNumber("epoch", state.Header.Epoch);
            json.WriteNumber("base_version", from);
            json.WriteNumber("version", state.Header.Version);
            json.WritePropertyName("chain");
            ChainJson.Write(json, state.Header, (IEnumerable<RelayRow>?)null);
            ChainJson.Rows(json, rows);
            json.WritePropertyName("removed");
            JsonSerializer.Serialize(json, left.Concat(delisted).Distinct(), TickerJson.Options);
            json.WriteEndObject();
        }));

    /// <param name="sources">Where quotes come from now, whose feed had failed.</param>
    public static RawFrame Gap(ChainState state, string reason, IEnumerable<string>? sources = null) => new(ChainJson.ToUtf8(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "gap");
        json.WriteNumber("epoch", state.Header.Epoch);
        json.WriteNumber("version", state.Header.Version);
        json.WriteString("reason", reason);
        if (sources is not null)
        {
            json.WritePropertyName("sources");
            JsonSerializer.Serialize(json, sources, TickerJson.Options);
        }

        json.WriteEndObject();
    }));

    public RawFrame Heartbeat(ChainState state) => Cached(state, new(default, default, -2), () => ChainJson.ToUtf8(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "heartbeat");
        json.WriteNumber("epoch", state.Header.Epoch);
        json.WriteNumber("version", state.Header.Version);
        json.WritePropertyName("as_of");
        JsonSerializer.Serialize(json, state.Header.AsOf, TickerJson.Options);
        json.WriteEndObject();
    }));

    RawFrame Cached(ChainState state, FrameKey key, Func<ReadOnlyMemory<byte>> write) => cache.Get(state.Header.Epoch, state.Header.Version, key, write);

    static IEnumerable<int> Within(ChainState state, StrikeWindow window) =>
        Enumerable.Range(0, state.Rows.Length).Where(at => window.Contains(state.Rows[at].Strike));

    readonly record struct FrameKey(StrikeWindow Before, StrikeWindow Window, long From);
}

/// <summary>The strikes that a client sees, both ends included.</summary>
readonly record struct StrikeWindow(decimal Low, decimal High)
{
    public bool Contains(decimal strike) => strike >= Low && strike <= High;

    public static StrikeWindow Of(ChainState state, int strikes)
    {
        if (state.Rows.IsEmpty)
            return new(0, -1);
        var (start, length) = state.Window(strikes).GetOffsetAndLength(state.Rows.Length);
        return new(state.Rows[start].Strike, state.Rows[start + length - 1].Strike);
    }
}
