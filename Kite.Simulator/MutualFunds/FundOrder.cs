namespace Kite.Simulator.MutualFunds;

/// <summary>An order for a fund: an amount in rupees to buy, or units to redeem. A new state is a new record.</summary>
internal sealed record FundOrder
{
    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required string Symbol { get; init; }
    public required bool Buy { get; init; }
    public required string Status { get; init; }
    public required string Message { get; init; }
    public required DateTimeOffset OrderTime { get; init; }
    public DateTimeOffset? ExchangeTime { get; init; }
    public decimal Amount { get; init; }
    public decimal Quantity { get; init; }
    public decimal AveragePrice { get; init; }
    public string? PurchaseType { get; init; }
    public string Variety { get; init; } = "regular";
    public string? Tag { get; init; }
}

/// <summary>A plan that buys again and again.</summary>
internal sealed record FundPlan
{
    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required string Symbol { get; init; }
    public required string Status { get; init; }
    public required string Frequency { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required decimal Amount { get; init; }
    public required int Instalments { get; init; }
    public int Completed { get; init; }
    public int Day { get; init; }
    public required DateOnly Next { get; init; }
    public DateTimeOffset? Last { get; init; }
    public string? Tag { get; init; }
}
