using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Interfaces.Accounts;

/// <summary>The accounts that operators added, and what they changed of the configured ones. Key: <see cref="GrainKeys.Accounts"/>.</summary>
[Alias("ticker.IAccountDirectoryGrain")]
public interface IAccountDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Adds an account; its secret is sealed before anything is stored.</summary>
    [Alias("Add")]
    Task<AccountChange> Add(NewAccount account);

    /// <summary>New credentials; those of a configured account win over its settings from then on.</summary>
    [Alias("Rotate")]
    Task<AccountChange> Rotate(string id, string apiKey, string apiSecret);

    [Alias("SetEnabled")]
    Task<AccountChange> SetEnabled(string id, bool enabled);

    [Alias("Remove")]
    Task<AccountChange> Remove(string id);

    /// <summary>Makes this account the primary one.</summary>
    [Alias("SetPrimary")]
    Task<AccountChange> SetPrimary(string id);

    /// <summary>Wraps every stored secret of every account under the master key in use.</summary>
    [Alias("Rewrap")]
    Task<RewrapReply> Rewrap();

    /// <summary>What is stored, still sealed.</summary>
    [AlwaysInterleave, Alias("Read")]
    Task<AccountRecords> Read();

    /// <summary>The ids, primary first.</summary>
    [AlwaysInterleave, Alias("Ids")]
    Task<ImmutableArray<string>> Ids();
}

/// <summary>An account to add.</summary>
[GenerateSerializer, Immutable, Alias("ticker.NewAccount")]
public sealed record NewAccount
{
    /// <summary>1 to 32 letters, digits, - or _.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary><c>kite</c> or <c>simulator</c>.</summary>
    [Id(1)] public string Broker { get; init; } = "kite";

    [Id(2)] public string? UserId { get; init; }

    [Id(3)] public required string ApiKey { get; init; }

    [Id(4)] public required string ApiSecret { get; init; }

    /// <summary>Absolute addresses; null for Zerodha's.</summary>
    [Id(5)] public string? Rest { get; init; }

    [Id(6)] public string? Login { get; init; }

    [Id(7)] public string? Ticker { get; init; }

    /// <summary>The local address that requests leave through.</summary>
    [Id(8)] public string? LocalAddress { get; init; }

    /// <summary>Never the key or the secret.</summary>
    public override string ToString() => $"new account {Id} at {Broker}";
}

/// <summary>How a change ended: nothing in <see cref="Code"/> when it was done, else a stable code and a sentence.</summary>
[GenerateSerializer, Immutable, Alias("ticker.AccountChange")]
public sealed record AccountChange([property: Id(0)] string? Code, [property: Id(1)] string Message, [property: Id(2)] string? Field = null)
{
    public static AccountChange Done { get; } = new(null, "");
}

/// <summary>What a rotation did.</summary>
[GenerateSerializer, Immutable, Alias("ticker.RewrapReply")]
public sealed record RewrapReply([property: Id(0)] int Rewrapped, [property: Id(1)] ImmutableArray<string> Failures);

/// <summary>The stored accounts; <see cref="Version"/> grows with every change.</summary>
[GenerateSerializer, Immutable, Alias("ticker.AccountRecords")]
public sealed record AccountRecords(
    [property: Id(0)] long Version,
    [property: Id(1)] string? Primary,
    [property: Id(2)] ImmutableArray<string> Disabled,
    [property: Id(3)] ImmutableArray<AccountRecord> Accounts);

/// <summary>One stored account; <see cref="Credentials"/> is sealed.</summary>
[GenerateSerializer, Immutable, Alias("ticker.AccountRecord")]
public sealed record AccountRecord
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Broker { get; init; }

    [Id(2)] public string? UserId { get; init; }

    [Id(3)] public string? Rest { get; init; }

    [Id(4)] public string? Login { get; init; }

    [Id(5)] public string? Ticker { get; init; }

    [Id(6)] public string? LocalAddress { get; init; }

    [Id(7)] public required string Credentials { get; init; }

    /// <summary>Never the credentials, sealed though they are.</summary>
    public override string ToString() => $"account record {Id} at {Broker}";
}
