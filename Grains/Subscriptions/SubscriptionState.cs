using System.ComponentModel.DataAnnotations;

namespace Grains.Subscriptions;

/// <summary>What an operator asked to be streamed; the tokens of the day are worked out anew each morning.</summary>
[GenerateSerializer, Alias("ticker.SubscriptionState")]
public sealed class SubscriptionState
{
    /// <summary>Whole underlyings: index, futures and every listed option. Null until first set: then the configured ones.</summary>
    [Id(0)] public List<string>? Underlyings { get; set; }

    /// <summary>Single instruments, <c>exchange:tradingsymbol</c>.</summary>
    [Id(1)] public List<string> Instruments { get; set; } = [];

    /// <summary>The middle of each underlying's strike ladder, rupees: before the first price of a day the ladder is where it was.</summary>
    [Id(2)] public Dictionary<string, decimal> Centers { get; set; } = [];
}

/// <summary>Settings <c>Ticker:Subscriptions</c>.</summary>
public sealed class SubscriptionOptions
{
    /// <summary>Streamed on the first start. Default: NIFTY, BANKNIFTY.</summary>
    public List<string> Underlyings { get; set; } = [];

    /// <summary>Strikes on each side of the money that are streamed of an underlying; 0: all. Default: 0. Allowed: 0 to 500.</summary>
    [Range(0, 500, ErrorMessage = "Ticker:Subscriptions:Strikes must be between 0 (all) and 500.")]
    public int Strikes { get; set; }

    /// <summary>Expiries that are streamed of an underlying, nearest first; 0: all. Default: 0. Allowed: 0 to 50.</summary>
    [Range(0, 50, ErrorMessage = "Ticker:Subscriptions:Expiries must be between 0 (all) and 50.")]
    public int Expiries { get; set; }

    /// <summary>A socket that brings nothing for this long, or is not connected, loses its instruments to others. Default: 2.5 s, so that all are live again within 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00", ErrorMessage = "Ticker:Subscriptions:FailOverAfter must be between 1 s and 1 min.")]
    public TimeSpan FailOverAfter { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a socket that failed must have worked before instruments move back to it. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Ticker:Subscriptions:ReturnAfter must be between 1 s and 1 h.")]
    public TimeSpan ReturnAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Instruments that may move in a second for the sake of balance. Default: 200. Allowed: 1 to 3,000.</summary>
    [Range(1, 3000, ErrorMessage = "Ticker:Subscriptions:MovesPerSecond must be between 1 and 3000.")]
    public int MovesPerSecond { get; set; } = 200;

    /// <summary>How long a chain that nobody looks at any more is still streamed. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00", ErrorMessage = "Ticker:Subscriptions:DemandLease must be between 10 s and 1 day.")]
    public TimeSpan DemandLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Sockets an account may open. Default: 3, Kite's limit.</summary>
    [Range(1, 3, ErrorMessage = "Ticker:Subscriptions:SlotsPerAccount must be between 1 and 3.")]
    public int SlotsPerAccount { get; set; } = 3;

    /// <summary>Instruments a socket may carry. Default: 3,000, Kite's limit.</summary>
    [Range(1, 3000, ErrorMessage = "Ticker:Subscriptions:InstrumentsPerSlot must be between 1 and 3000.")]
    public int InstrumentsPerSlot { get; set; } = 3000;
}
