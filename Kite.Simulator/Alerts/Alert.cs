namespace Kite.Simulator.Alerts;

/// <summary>A condition on a last price that is told (simple) or places a basket of orders (ato). A new state is a new record.</summary>
internal sealed record Alert
{
    public required string Uuid { get; init; }
    public required string UserId { get; init; }
    public required AlertTerms Terms { get; init; }
    public required string Status { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public int Count { get; init; }

    /// <summary>The condition held when it was last looked at: an alert speaks when it begins to hold.</summary>
    public bool Held { get; init; }

    public AlertFiring[] Firings { get; init; } = [];
}

/// <param name="Basket">The client's JSON of an ato alert, as it was sent.</param>
internal sealed record AlertTerms(
    string Name, string Type, AlertSide Left, string Operator, AlertSide? Right, decimal Constant, string? Basket);

/// <summary>An instrument whose last price is compared; indices are under the exchange INDICES.</summary>
internal sealed record AlertSide(string Exchange, string Symbol);

/// <param name="Orders">The ids of the orders that were placed, or why they were not.</param>
internal sealed record AlertFiring(DateTimeOffset At, decimal LastPrice, string[]? Orders);
