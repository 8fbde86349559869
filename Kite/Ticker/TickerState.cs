namespace Kite.Ticker;

/// <summary>Where a <see cref="TickerConnection"/> stands.</summary>
public enum TickerState : byte
{
    Stopped,
    Connecting,
    Connected,

    /// <summary>Waiting before the next attempt.</summary>
    Reconnecting,

    /// <summary>The token was refused or there is none: nothing is tried until <see cref="TickerConnection.NotifyNewToken"/>.</summary>
    NeedsLogin,

    /// <summary>The broker turned the connection away, for example one too many for the key: waiting for longer.</summary>
    Refused,
}
