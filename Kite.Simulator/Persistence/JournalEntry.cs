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
}

internal sealed record SessionEntry(string ApiKey, string AccessToken, string PublicToken, DateTimeOffset MintedAt, bool Ended = false)
{
    public static SessionEntry Of(Session session) =>
        new(session.Account.ApiKey, session.AccessToken, session.PublicToken, session.MintedAt);
}

/// <summary>A new trading day: positions that were carried over it, and each user's cash. The order book before it is gone.</summary>
internal sealed record DayEntry(DateOnly Date, CarriedPosition[] Positions, Dictionary<string, decimal> Cash);

/// <param name="Quantity">Units, negative when short.</param>
/// <param name="AveragePrice">Rupees.</param>
internal sealed record CarriedPosition(string UserId, string Product, uint Token, string Symbol, int Quantity, decimal AveragePrice, decimal ClosePrice);
