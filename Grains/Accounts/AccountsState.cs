using Grains.Interfaces.Accounts;

namespace Grains.Accounts;

/// <summary>What operators changed, as it is stored.</summary>
[GenerateSerializer, Alias("ticker.AccountsState")]
public sealed class AccountsState
{
    [Id(0)] public long Version { get; set; }

    [Id(1)] public string? Primary { get; set; }

    [Id(2)] public List<string> Disabled { get; set; } = [];

    [Id(3)] public List<AccountRecord> Accounts { get; set; } = [];

    public AccountsState Copy() => new() { Version = Version, Primary = Primary, Disabled = [.. Disabled], Accounts = [.. Accounts] };
}

/// <summary>An account's token as it is stored.</summary>
[GenerateSerializer, Alias("ticker.TokenRecord")]
public sealed class TokenRecord
{
    /// <summary>Sealed; null when there is none.</summary>
    [Id(0)] public string? Token { get; set; }

    [Id(1)] public string? UserId { get; set; }

    [Id(2)] public DateTimeOffset MintedAt { get; set; }

    [Id(3)] public int Generation { get; set; }

    /// <summary>A digest of the api key that it was minted for: a token of another app is of no use.</summary>
    [Id(4)] public string? App { get; set; }
}
