using System.Text.Json;
using Grains.Interfaces.Orders;

namespace Grains.Storage;

/// <summary>States as they are stored: snake case, as on the wire.</summary>
static class OrderStatusText
{
    static readonly string[] Texts = [.. Enum.GetNames<OrderStatus>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>A final state never changes.</summary>
    public static bool IsFinal(OrderStatus status) =>
        status is OrderStatus.Complete or OrderStatus.Rejected or OrderStatus.Cancelled or OrderStatus.Expired or OrderStatus.DeadLettered;

    public static string ToText(OrderStatus status) => Texts[(int)status];

    public static OrderStatus Parse(string text) => Array.IndexOf(Texts, text) is var index and >= 0
        ? (OrderStatus)index
        : throw new InvalidDataException($"The database holds the order state '{text}', which this build does not know: run the build that wrote it.");
}
