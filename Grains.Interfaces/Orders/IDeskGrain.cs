using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Interfaces.Orders;

/// <summary>
/// The kill switch: while it is on, new orders are refused; open ones may be cancelled. Never waits behind orders. Key: <see cref="GrainKeys.KillSwitch"/>.
/// </summary>
[Alias("ticker.IKillSwitchGrain")]
public interface IKillSwitchGrain : IGrainWithStringKey
{
    /// <summary>Takes effect before it is stored, so it works without the database too; <see cref="KillSwitchReply.Stored"/> says whether it outlives a restart.</summary>
    [AlwaysInterleave, Alias("Set")]
    Task<KillSwitchReply> Set(KillSwitchRequest request);

    [AlwaysInterleave, Alias("Get")]
    Task<ImmutableArray<KillSwitchState>> Get();
}

/// <summary>Which switch, and how it is to stand.</summary>
/// <param name="Account">One account; null: all.</param>
/// <param name="CancelOpen">Also cancel every order that is open.</param>
/// <param name="By">Who.</param>
[GenerateSerializer, Immutable, Alias("ticker.KillSwitchRequest")]
public sealed record KillSwitchRequest(
    [property: Id(0)] string? Account,
    [property: Id(1)] bool Engaged,
    [property: Id(2)] bool CancelOpen,
    [property: Id(3)] string? Reason,
    [property: Id(4)] string By);

/// <summary>How one switch stands.</summary>
/// <param name="Account">Null: all accounts.</param>
[GenerateSerializer, Immutable, Alias("ticker.KillSwitchState")]
public sealed record KillSwitchState(
    [property: Id(0)] string? Account,
    [property: Id(1)] bool Engaged,
    [property: Id(2)] string? Reason,
    [property: Id(3)] string ChangedBy,
    [property: Id(4)] DateTimeOffset ChangedAt);

/// <summary>What became of a request.</summary>
/// <param name="Stored">False: it holds until this process ends.</param>
/// <param name="Cancelling">Orders that are being cancelled.</param>
[GenerateSerializer, Immutable, Alias("ticker.KillSwitchReply")]
public sealed record KillSwitchReply([property: Id(0)] KillSwitchState State, [property: Id(1)] bool Stored, [property: Id(2)] int Cancelling);

/// <summary>What the broker holds for one account beside our orders: positions, holdings, funds, orders placed elsewhere. Key: <see cref="GrainKeys.Portfolio"/>.</summary>
[Alias("ticker.IPortfolioGrain")]
public interface IPortfolioGrain : IGrainWithStringKey
{
    /// <summary>Kite's positions, with <c>drift</c>: where ours and the broker's differ.</summary>
    [Alias("Positions")]
    Task<PortfolioReply> Positions();

    /// <summary>Kite's holdings.</summary>
    [Alias("Holdings")]
    Task<PortfolioReply> Holdings();

    /// <summary>Kite's funds and margins.</summary>
    [Alias("Margins")]
    Task<PortfolioReply> Margins();

    /// <summary>Orders in today's book that this service did not place.</summary>
    [Alias("ForeignOrders")]
    Task<PortfolioReply> ForeignOrders();

    /// <summary>Takes the broker's word for a position that differs from ours; <paramref name="instrument"/> null: for all of them.</summary>
    [Alias("Adopt")]
    Task<PortfolioReply> Adopt(string? instrument, string? product, string by);

    /// <summary>A postback came in. True: its checksum is this account's, and the order book will be read.</summary>
    [Alias("AcceptPostback")]
    Task<bool> AcceptPostback(string orderId, string orderTimestamp, string checksum);
}

/// <summary>JSON in the broker's words, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("ticker.PortfolioReply")]
public sealed record PortfolioReply([property: Id(0)] string? Json, [property: Id(1)] OrderProblem? Problem = null, [property: Id(2)] TimeSpan? RetryAfter = null);
