namespace Kite.Budgets;

/// <summary>What the broker counts together.</summary>
public enum RequestClass : byte
{
    /// <summary>All that the others are not.</summary>
    Other,

    /// <summary>A new or changed order.</summary>
    Order,

    /// <summary>A cancellation, or an order that closes a position: the same budget as <see cref="Order"/>, of which a part is kept for these.</summary>
    Exit,

    /// <summary>Last prices, day prices and full quotes.</summary>
    Quote,

    /// <summary>Candles.</summary>
    Historical,
}

/// <summary>Who goes first where several wait for the same budget; exits go before all.</summary>
public enum RequestPriority : byte
{
    Normal,

    /// <summary>Others wait for its answer: log-ins, the order book.</summary>
    Urgent,

    /// <summary>Nobody waits for it.</summary>
    Background,
}
