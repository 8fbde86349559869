using Kite.Simulator.Alerts;
using Kite.Simulator.Gtt;
using Kite.Simulator.MutualFunds;
using Kite.Simulator.Orders;
using Kite.Simulator.Sessions;

namespace Kite.Simulator.Persistence;

/// <summary>One thing that must survive; exactly one member is set.</summary>
internal sealed record JournalEntry
{
    public OrderRow? Order { get; init; }

    public Trade? Trade { get; init; }

    public SessionEntry? Session { get; init; }

    public DayEntry? Day { get; init; }

    public GttTrigger? Gtt { get; init; }

    public Alert? Alert { get; init; }

    public FundOrder? FundOrder { get; init; }

    public FundPlan? FundPlan { get; init; }

    public ConversionEntry? Conversion { get; init; }

    public OrderCountEntry? OrderCount { get; init; }
}

/// <param name="TokenHash">SHA-256 of the access token in hexadecimal; the token itself is kept by its owner alone.</param>
internal sealed record SessionEntry(string ApiKey, string? TokenHash, DateTimeOffset MintedAt, bool Ended = false)
{
    public static SessionEntry Of(Session session) => new(session.Account.ApiKey, session.TokenHash, session.MintedAt);
}

/// <summary>A new trading day: positions that were carried over it, and each user's cash. The order book before it is gone.</summary>
internal sealed record DayEntry(DateOnly Date, CarriedPosition[] Positions, Dictionary<string, decimal> Cash)
{
    public HoldingEntry[]? Holdings { get; init; }
}

/// <param name="Quantity">Settled units.</param>
/// <param name="Arriving">Units that were bought on the last trading day.</param>
/// <param name="Average">Rupees.</param>
internal sealed record HoldingEntry(string UserId, uint Token, int Quantity, int Arriving, decimal Average);

/// <summary>A position that changed its product, at its average price in rupees.</summary>
internal sealed record ConversionEntry(string UserId, uint Token, string Symbol, string From, string To, bool Buy, int Quantity, decimal Price);

internal sealed record OrderCountEntry(string UserId, DateOnly Day, int Count);

/// <param name="Quantity">Units, negative when short.</param>
/// <param name="AveragePrice">Rupees.</param>
internal sealed record CarriedPosition(string UserId, string Product, uint Token, string Symbol, int Quantity, decimal AveragePrice, decimal ClosePrice);
