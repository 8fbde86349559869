using System.Buffers;
using System.Text.Json;
using Grains.Interfaces.Chains;
using Pricing.Chains;

namespace Gateway.Market;

/// <summary>The wire form of a chain (docs/protocol.md).</summary>
static class ChainJson
{
    /// <summary>A chain object as answers show it.</summary>
    public static void Write(Utf8JsonWriter json, ChainHeader header, IEnumerable<ChainRow> rows)
    {
        json.WriteStartObject();
        Header(json, header);
        json.WritePropertyName("rows");
        json.WriteStartArray();
        foreach (var row in rows)
            JsonSerializer.Serialize(json, row, TickerJson.Options);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The same as frames show it; null rows leave the property out, as deltas do.</summary>
    public static void Write(Utf8JsonWriter json, ChainHeader header, IEnumerable<RelayRow>? rows)
    {
        json.WriteStartObject();
        Header(json, header);
        if (rows is not null)
            Rows(json, rows);
        json.WriteEndObject();
    }

    static void Header(Utf8JsonWriter json, ChainHeader header)
    {
        json.WriteString("underlying", header.Underlying);
        json.WriteString("exchange", header.Exchange);
        json.WriteString("expiry", header.Expiry.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("epoch", header.Epoch);
        json.WriteNumber("version", header.Version);
        Value(json, "as_of", header.AsOf);
        Value(json, "spot", header.Spot);
        Value(json, "forward", header.Forward);
        json.WriteString("forward_source", ForwardSourceNames.ToJsonName(header.ForwardSource));
        json.WriteNumber("rate", header.Rate);
        Value(json, "years_to_expiry", header.YearsToExpiry);
        Value(json, "atm_strike", header.AtmStrike);
        Value(json, "pcr", header.Pcr);
        Value(json, "max_pain", header.MaxPain);
        Value(json, "atm_iv", header.AtmIv);
        json.WriteString("mode", header.Mode);
    }

    public static void Rows(Utf8JsonWriter json, IEnumerable<RelayRow> rows)
    {
        json.WritePropertyName("rows");
        json.WriteStartArray();
        foreach (var row in rows)
            json.WriteRawValue(row.Json, skipInputValidation: true);
        json.WriteEndArray();
    }

    /// <summary>Runs a writer into bytes of their own.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = TickerJson.Options.Encoder }))
            write(json);
        return buffer.WrittenMemory;
    }

    static void Value<T>(Utf8JsonWriter json, string name, T? value)
        where T : struct
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, TickerJson.Options);
    }
}
