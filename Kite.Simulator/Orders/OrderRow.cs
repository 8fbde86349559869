namespace Kite.Simulator.Orders;

/// <summary>One state of an order: a row of its history, and of the journal. Quantities are units, prices rupees.</summary>
internal sealed record OrderRow
{
    public required string OrderId { get; init; }
    public required string UserId { get; init; }
    public string? ParentOrderId { get; init; }
    public string? ExchangeOrderId { get; init; }
    public required string Status { get; init; }
    public string? StatusMessage { get; init; }
    public required DateTimeOffset OrderTime { get; init; }
    public DateTimeOffset? ExchangeTime { get; init; }
    public required string Symbol { get; init; }
    public required string Exchange { get; init; }
    public required uint Token { get; init; }
    public required string OrderType { get; init; }
    public required bool Buy { get; init; }
    public required string Validity { get; init; }
    public int ValidityMinutes { get; init; }
    public required string Product { get; init; }
    public required int Quantity { get; init; }
    public int DisclosedQuantity { get; init; }
    public int FilledQuantity { get; init; }
    public int CancelledQuantity { get; init; }
    public decimal Price { get; init; }
    public decimal TriggerPrice { get; init; }
    public decimal AveragePrice { get; init; }
    public string? Tag { get; init; }
    public string[] Tags { get; init; } = [];
    public int Modifications { get; init; }
    public bool Triggered { get; init; }
    public string Variety { get; init; } = "regular";

    /// <summary>Percent of the last price that a market or SL-M order may go through.</summary>
    public decimal Protection { get; init; }

    /// <summary>Where the second leg of a cover order triggers; 0 on the second leg itself.</summary>
    public decimal StopTrigger { get; init; }

    public IcebergState? Iceberg { get; init; }

    public string? AuctionNumber { get; init; }

    public int Open => Quantity - FilledQuantity;

    public bool IsTerminal => Status is OrderStatus.Complete or OrderStatus.Cancelled or OrderStatus.Rejected;

    /// <summary>In the exchange's book, also while a change of it is on its way.</summary>
    public bool IsResting => Status is OrderStatus.Open or OrderStatus.TriggerPending or OrderStatus.CancelPending
        or OrderStatus.ModifyValidationPending or OrderStatus.ModifyPending;

    /// <summary>A stop that has not been reached.</summary>
    public bool Waits => OrderType is "SL" or "SL-M" && !Triggered;
}

/// <summary>Which leg of an iceberg an order is. Quantities are units.</summary>
internal sealed record IcebergState(int Leg, int Legs, int LegQuantity, int TotalQuantity, int RemainingQuantity);

internal static class OrderStatus
{
    public const string AmoReceived = "AMO REQ RECEIVED";
    public const string Received = "PUT ORDER REQ RECEIVED";
    public const string ValidationPending = "VALIDATION PENDING";
    public const string OpenPending = "OPEN PENDING";
    public const string Open = "OPEN";
    public const string TriggerPending = "TRIGGER PENDING";
    public const string ModifyValidationPending = "MODIFY VALIDATION PENDING";
    public const string ModifyPending = "MODIFY PENDING";
    public const string Modified = "MODIFIED";
    public const string CancelPending = "CANCEL PENDING";
    public const string Complete = "COMPLETE";
    public const string Cancelled = "CANCELLED";
    public const string Rejected = "REJECTED";
}

/// <summary>A fill. Price in rupees.</summary>
internal sealed record Trade(
    string TradeId, string OrderId, string ExchangeOrderId, string UserId, string Symbol, string Exchange, uint Token, string Product, bool Buy,
    decimal Price, int Quantity, DateTimeOffset Time);
