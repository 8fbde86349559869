using Grains.Interfaces.Orders;
using Broker = Kite.Rest.OrderStatus;

namespace Grains.Orders;

/// <summary>The broker's words for an order's state, in ours. There may be words that nobody wrote down: those are not final.</summary>
static class BrokerStatus
{
    public static OrderStatus ToStatus(string status) => status switch
    {
        Broker.Complete => OrderStatus.Complete,
        Broker.Cancelled => OrderStatus.Cancelled,
        Broker.Rejected => OrderStatus.Rejected,
        Broker.Lapsed => OrderStatus.Expired,
        Broker.TriggerPending => OrderStatus.TriggerPending,
        Broker.ModifyPending or Broker.ModifyValidationPending => OrderStatus.ModifyPending,
        Broker.CancelPending => OrderStatus.CancelPending,
        _ => OrderStatus.Open,
    };

    /// <summary>A sentence for what the state alone does not say; null when it says all.</summary>
    public static string? Message(BrokerOrder row, int quantity) => row.Status switch
    {
        Broker.Rejected => row.StatusMessage is { Length: > 0 } why ? why : "The broker rejected it without a reason.",
        Broker.Cancelled when row.FilledQuantity > 0 => $"Cancelled after {row.FilledQuantity} of {quantity} were filled.",
        Broker.Open or Broker.Complete or Broker.Cancelled or Broker.Lapsed or Broker.TriggerPending or Broker.CancelPending or Broker.ModifyPending
            or Broker.ModifyValidationPending or Broker.Modified => row.StatusMessage,
        _ => row.StatusMessage ?? $"The broker says: {row.Status}.",
    };
}
