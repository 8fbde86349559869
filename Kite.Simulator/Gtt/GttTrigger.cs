namespace Kite.Simulator.Gtt;

/// <summary>A good-till-triggered order: one trigger and one leg, or a stop, a target and a leg for each. A new state is a new record.</summary>
internal sealed record GttTrigger
{
    public required int Id { get; init; }
    public required string UserId { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required string Status { get; init; }
    public required GttCondition Condition { get; init; }
    public required GttLeg[] Legs { get; init; }
}

/// <param name="LastPrice">What the client said the last price was; it decides from which side a single trigger is reached.</param>
internal sealed record GttCondition(string Exchange, string Symbol, uint Token, decimal[] TriggerValues, decimal LastPrice);

internal sealed record GttLeg(string TransactionType, string Product, int Quantity, decimal Price, GttResult? Result = null);

/// <summary>What became of a leg: the order's id, or why it was refused.</summary>
internal sealed record GttResult(DateTimeOffset At, decimal TriggeredAt, string OrderId, string? Reason);

internal static class GttStatus
{
    public const string Active = "active";
    public const string Triggered = "triggered";
    public const string Expired = "expired";
    public const string Deleted = "deleted";
}
