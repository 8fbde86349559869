using System.Text;
using System.Text.Json;
using Kite.Rest;

namespace Kite.Ticker;

/// <summary>A text message of the ticker.</summary>
public abstract record TickerEvent
{
    const int MaxRaw = 1024;

    /// <summary>Reads a message; whatever it is, an event comes out.</summary>
    public static TickerEvent Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
                return Unknown(utf8, "The message has no type.");
            var data = root.TryGetProperty("data", out var value) ? value : default;
            return type.GetString() switch
            {
                "order" when data.ValueKind == JsonValueKind.Object => Order(utf8, data),
                "error" => new TickerErrorEvent(Text(data)),
                "message" => new TickerMessageEvent(Text(data)),
                _ => Unknown(utf8, "The message has a type that is not known."),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Unknown(utf8, "The message is no JSON of the expected shape.");
        }
    }

    static TickerEvent Order(ReadOnlyMemory<byte> utf8, JsonElement data) =>
        data.Deserialize(KiteJson.Default.KiteOrder) is { OrderId.Length: > 0 } order
            ? new TickerOrderEvent(order, data.GetRawText())
            : Unknown(utf8, "The order event names no order.");

    static TickerUnknownEvent Unknown(ReadOnlyMemory<byte> utf8, string reason) =>
        new(Encoding.UTF8.GetString(utf8.Span[..Math.Min(utf8.Length, MaxRaw)]), reason);

    static string Text(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => data.GetString()!,
        _ => data.GetRawText(),
    };
}

/// <summary>An order changed, wherever it was placed. May be lost, repeated or late: a reason to read the order, not its state.</summary>
/// <param name="Raw">The order as JSON.</param>
public sealed record TickerOrderEvent(KiteOrder Order, string Raw) : TickerEvent;

/// <summary>The broker complains, for example about too many instruments; the connection stays.</summary>
public sealed record TickerErrorEvent(string Message) : TickerEvent;

/// <summary>A notice of the broker.</summary>
public sealed record TickerMessageEvent(string Message) : TickerEvent;

/// <summary>Something else.</summary>
/// <param name="Raw">Its first 1,024 bytes.</param>
public sealed record TickerUnknownEvent(string Raw, string Reason) : TickerEvent;
