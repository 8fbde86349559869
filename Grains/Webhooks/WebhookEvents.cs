using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Grains.Interfaces.Orders;

namespace Grains.Webhooks;

/// <summary>What a change of an order is called, and how it is written.</summary>
static class WebhookEvents
{
    /// <summary>Stands for all of them.</summary>
    public const string All = "*";

    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>One for each status, but for an order at the broker: placed while nothing is filled, then partially filled.</summary>
    public static ImmutableArray<string> Known { get; } =
        [.. Enum.GetValues<OrderStatus>().SelectMany(status => new[] { Name(status, 0), Name(status, 1) }).Distinct()];

    public static string Of(OrderView order) => Name(order.Status, order.FilledQuantity);

    /// <summary>The order is written as REST answers write it.</summary>
    public static byte[] Write(OrderChange change, string webhook)
    {
        var order = JsonSerializer.SerializeToNode(change.Order, Json)!.AsObject();
        var request = order["request"]!.AsObject();
        order.Remove("request");
        foreach (var (name, value) in request.ToArray())
        {
            // Who asked, from where, is for operators; the account that the order went to is the order's own.
            if (name is not ("requested_by" or "account"))
                order[name] = value?.DeepClone();
        }

        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["id"] = Id(change.Position),
                ["event"] = Of(change.Order),
                ["position"] = change.Position,
                ["webhook"] = webhook,
                ["created_at"] = JsonValue.Create(change.Order.UpdatedAt),
                ["order"] = order,
            },
            Json);
    }

    /// <summary>The same in every delivery of this change, so that a receiver knows repeats.</summary>
    public static string Id(long position) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"evt_{position}");

    static string Name(OrderStatus status, int filled) => status switch
    {
        OrderStatus.Open or OrderStatus.TriggerPending => filled > 0 ? "order.partially_filled" : "order.placed",
        OrderStatus.Complete => "order.filled",
        _ => "order." + JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()),
    };
}
