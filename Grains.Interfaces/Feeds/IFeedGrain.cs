using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Interfaces.Feeds;

/// <summary>One ticker WebSocket of one account. Key: <see cref="GrainKeys.Feed"/>.</summary>
[Alias("ticker.IFeedGrain")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Sets what this socket carries, connecting it when it is not. Tokens that left are unsubscribed.</summary>
    [Alias("Carry")]
    Task Carry(ImmutableArray<FeedInstrument> instruments);

    /// <summary>The account has a new token: a socket that was refused tries again; subscriptions stay.</summary>
    [Alias("OnNewToken")]
    Task OnNewToken();

    /// <summary>Closes the socket.</summary>
    [Alias("Stop")]
    Task Stop();

    [AlwaysInterleave, Alias("GetHealth")]
    Task<FeedHealth> GetHealth();
}

/// <summary>A token of the day and the instrument it stands for.</summary>
[GenerateSerializer, Immutable, Alias("ticker.FeedInstrument")]
public readonly record struct FeedInstrument([property: Id(0)] uint Token, [property: Id(1)] string Instrument);

/// <summary>State of one socket, with its counters since the process started.</summary>
[GenerateSerializer, Immutable, Alias("ticker.FeedHealth")]
public sealed record FeedHealth
{
    /// <summary>Account and slot, <c>sim:0</c>.</summary>
    [Id(0)] public required string Source { get; init; }

    [Id(1)] public required FeedState State { get; init; }

    /// <summary>Why, in a sentence.</summary>
    [Id(2)] public string Reason { get; init; } = "";

    /// <summary>Since when it has been in this state.</summary>
    [Id(3)] public DateTimeOffset Since { get; init; }

    /// <summary>UTC; the last frame or heartbeat.</summary>
    [Id(4)] public DateTimeOffset? LastFrameAt { get; init; }

    [Id(5)] public int Instruments { get; init; }

    [Id(6)] public long Frames { get; init; }

    [Id(7)] public long Packets { get; init; }

    /// <summary>Packets skipped: unknown length or unknown token.</summary>
    [Id(8)] public long Skipped { get; init; }

    /// <summary>Frames with a damaged tail.</summary>
    [Id(9)] public long Damaged { get; init; }

    /// <summary>Packets overwritten by a later one of the same instrument before they were handled.</summary>
    [Id(10)] public long Conflated { get; init; }

    [Id(11)] public long Reconnects { get; init; }

    /// <summary>The latest exchange time that a packet carried, Unix seconds; 0 before the first.</summary>
    [Id(12)] public long ExchangeTime { get; init; }

    /// <summary>Seconds by which <see cref="ExchangeTime"/> was behind when it arrived; 0 before the first.</summary>
    [Id(13)] public int ExchangeLag { get; init; }

    /// <summary>Its account is a simulator.</summary>
    [Id(14)] public bool Simulated { get; init; }

    /// <summary>Packets whose instrument could not take them.</summary>
    [Id(15)] public long Failed { get; init; }

    /// <summary>What it carries lags behind the exchange by more than the limit.</summary>
    [Id(16)] public bool Lagging { get; init; }

    /// <summary>UTC; the last frame with packets, which a heartbeat is not.</summary>
    [Id(17)] public DateTimeOffset? LastPacketAt { get; init; }

    /// <summary>Instruments that came to this socket from another one, as the subscriptions count them.</summary>
    [Id(18)] public long MovedIn { get; init; }

    /// <summary>Instruments that went from this socket to another one.</summary>
    [Id(19)] public long MovedOut { get; init; }
}

/// <summary>Where a ticker socket stands.</summary>
[GenerateSerializer, Alias("ticker.FeedState")]
public enum FeedState : byte
{
    Stopped,
    Connecting,
    Healthy,

    /// <summary>Connected, and silent for longer than the limit.</summary>
    Silent,
    Reconnecting,
    NeedsLogin,
    NotEntitled,
}
