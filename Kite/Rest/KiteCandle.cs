using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>One candle; prices in rupees, volume and open interest in units. Stamped with its opening time, IST.</summary>
/// <param name="OpenInterest">Null unless asked for.</param>
[JsonConverter(typeof(CandleConverter))]
public readonly record struct KiteCandle(
    DateTimeOffset Time, decimal Open, decimal High, decimal Low, decimal Close, long Volume, long? OpenInterest);

sealed record CandleList
{
    public IReadOnlyList<KiteCandle> Candles { get; init => field = value ?? []; } = [];
}

/// <summary>Candles come as arrays: stamp, open, high, low, close, volume and, when asked for, open interest.</summary>
sealed class CandleConverter : JsonConverter<KiteCandle>
{
    public override KiteCandle Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A candle is an array.");
        reader.Read();
        var time = Ist.Parse(reader.TokenType == JsonTokenType.String ? reader.GetString() : null)
            ?? throw new JsonException("A candle begins with its time.");
        var open = Next(ref reader);
        var high = Next(ref reader);
        var low = Next(ref reader);
        var close = Next(ref reader);
        reader.Read();
        var volume = Numbers.Integer(ref reader);
        long? openInterest = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                reader.Skip();
            else
                openInterest ??= Numbers.Integer(ref reader);
        }

        return new KiteCandle(time, open, high, low, close, volume, openInterest);
    }

    public override void Write(Utf8JsonWriter writer, KiteCandle value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Candles are read, never written.");

    static decimal Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Numbers.Decimal(ref reader);
    }
}
