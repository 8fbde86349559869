namespace Grains.Subscriptions;

/// <summary>What an operator asked to be streamed; the tokens of the day are worked out anew each morning.</summary>
[GenerateSerializer, Alias("ticker.SubscriptionState")]
public sealed class SubscriptionState
{
    /// <summary>Whole underlyings: index, futures and every listed option. Null until first set: then the configured ones.</summary>
    [Id(0)] public List<string>? Underlyings { get; set; }

    /// <summary>Single instruments, <c>exchange:tradingsymbol</c>.</summary>
    [Id(1)] public List<string> Instruments { get; set; } = [];
}

/// <summary>Settings <c>Ticker:Subscriptions</c>.</summary>
public sealed class SubscriptionOptions
{
    /// <summary>Streamed on the first start. Default: NIFTY, BANKNIFTY.</summary>
    public List<string> Underlyings { get; set; } = [];

    /// <summary>Sockets an account may open. Default: 3, Kite's limit.</summary>
    public int SlotsPerAccount { get; set; } = 3;

    /// <summary>Instruments a socket may carry. Default: 3,000, Kite's limit.</summary>
    public int InstrumentsPerSlot { get; set; } = 3000;
}
