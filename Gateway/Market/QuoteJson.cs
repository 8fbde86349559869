using System.Text.Json;
using Grains.Interfaces.Instruments;

namespace Gateway.Market;

/// <summary>The wire form of a single quote: the chain's fields, then depth and, in answers, age: in a stream it would make every quote a new one.</summary>
static class QuoteJson
{
    public static ReadOnlyMemory<byte> Write(InstrumentQuote quote, long? ageMilliseconds)
    {
        var fields = JsonSerializer.SerializeToElement(quote.Quote, TickerJson.Options);
        return ChainJson.ToUtf8(json =>
        {
            json.WriteStartObject();
            foreach (var field in fields.EnumerateObject())
                field.WriteTo(json);
            json.WritePropertyName("depth");
            JsonSerializer.Serialize(json, quote.Depth, TickerJson.Options);
            json.WriteNumber("refused", quote.Refused);
            if (ageMilliseconds is { } age)
                json.WriteNumber("age_ms", age);
            json.WriteEndObject();
        });
    }
}
