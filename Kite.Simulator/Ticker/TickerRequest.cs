using Kite.Simulator.Market;
using System.Globalization;
using System.Text.Json;

namespace Kite.Simulator.Ticker;

/// <summary>A client's frame: <c>{"a":"subscribe","v":[…]}</c>, <c>unsubscribe</c>, or <c>{"a":"mode","v":["full",[…]]}</c>.</summary>
internal sealed record TickerRequest(string Action, TickerMode Mode, uint[] Tokens)
{
    /// <summary>Null when it is JSON but not a request.</summary>
    public static TickerRequest? Parse(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("a", out var action) || !root.TryGetProperty("v", out var value)
            || value.ValueKind != JsonValueKind.Array)
            return null;
        switch (action.ToString())
        {
            case "subscribe":
                return new("subscribe", TickerMode.Quote, Numbers(value));
            case "unsubscribe":
                return new("unsubscribe", TickerMode.None, Numbers(value));
            case "mode" when value.GetArrayLength() == 2 && value[1].ValueKind == JsonValueKind.Array:
                var mode = value[0].ToString() switch
                {
                    "ltp" => TickerMode.Ltp,
                    "quote" => TickerMode.Quote,
                    "full" => TickerMode.Full,
                    _ => TickerMode.None,
                };
                return mode == TickerMode.None ? null : new("mode", mode, Numbers(value[1]));
            default:
                return null;
        }
    }

    /// <summary>False when part of the tokens was beyond the limit.</summary>
    public bool Apply(SubscriptionTable table, SimulatedMarket market)
    {
        if (Action != "unsubscribe")
            return table.Set(market, Tokens, Mode);
        table.Remove(market, Tokens);
        return true;
    }

    static uint[] Numbers(JsonElement array) =>
    [
        .. array.EnumerateArray()
            .Select(static e => uint.TryParse(e.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token : 0)
            .Where(static t => t != 0),
    ];
}
