namespace Kite.Ticker;

/// <summary>How a <see cref="TickerConnection"/> behaves.</summary>
public sealed record TickerOptions
{
    public required KiteAddresses Addresses { get; init; }

    public required string ApiKey { get; init; }

    /// <summary>Asked at every connect; null means there is none: log in first.</summary>
    public required Func<CancellationToken, ValueTask<string?>> AccessToken { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads the waits of many connections; used by one thread at a time.</summary>
    public required Random Random { get; init; }

    /// <summary>A connection without a byte for this long is dropped while the market is open. Default: 5 s.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether silence means a fault now. Default: always.</summary>
    public Func<bool> MarketOpen { get; init; } = static () => true;

    /// <summary>The first wait before a new attempt, doubled with each; the actual wait is between half of it and all. Default: 0.5 s.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Default: 30 s.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The first wait after the broker turned a connection away, doubled with each up to four times this. Default: 15 s.</summary>
    public TimeSpan RefusedBackoff { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection must have lived, and carried something, before waits begin anew. Default: 10 s.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Default: 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the broker has to take a frame of ours. Default: 5 s.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a clean close may take before the socket is dropped. Default: 1 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>WebSocket pings, by the machine's clock: they find a dead peer outside market hours too. Default: 15 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Instruments in one subscribe frame. Default: 500.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Instruments on this connection; the broker takes 3,000. Default: 3,000.</summary>
    public int MaxInstruments { get; init; } = 3000;

    /// <summary>Larger messages are dropped and counted; 3,000 full packets are 558,002 bytes. Default: 600,000.</summary>
    public int MaxMessageBytes { get; init; } = 600_000;
}
