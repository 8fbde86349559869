using System.Text.Json;
using Gateway.Streaming;
using Grains.Interfaces.Bars;

namespace Gateway.Market;

/// <summary>The wire form of bar streams (docs/protocol.md).</summary>
static class BarFrames
{
    public static RawFrame Snapshot(BarState state, string interval, IEnumerable<Bar> bars) => Frame("snapshot", state, json =>
    {
        json.WriteString("instrument", state.Instrument);
        json.WriteString("interval", interval);
        json.WriteString("mode", state.Mode);
        Bars(json, bars);
    });

    public static RawFrame Delta(BarState state, long from, string interval, IEnumerable<Bar> bars) => Frame("delta", state, json =>
    {
        json.WriteNumber("base_version", from);
        json.WriteString("interval", interval);
        Bars(json, bars);
    });

    public static RawFrame Gap(BarState state, string reason) => Frame("gap", state, json => json.WriteString("reason", reason));

    public static RawFrame Heartbeat(BarState state) => Frame("heartbeat", state, _ => { });

    static RawFrame Frame(string type, BarState state, Action<Utf8JsonWriter> rest) => new(ChainJson.ToUtf8(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteNumber("epoch", state.Epoch);
        json.WriteNumber("version", state.Version);
        rest(json);
        json.WriteEndObject();
    }));

    static void Bars(Utf8JsonWriter json, IEnumerable<Bar> bars)
    {
        json.WritePropertyName("bars");
        JsonSerializer.Serialize(json, bars, TickerJson.Options);
    }
}
