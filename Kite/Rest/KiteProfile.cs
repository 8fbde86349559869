using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>Who is logged in.</summary>
public sealed record KiteProfile
{
    public string UserId { get; init => field = value ?? ""; } = "";

    public string UserType { get; init => field = value ?? ""; } = "";

    public string UserName { get; init => field = value ?? ""; } = "";

    public string? UserShortname { get; init; }

    public string Email { get; init => field = value ?? ""; } = "";

    public string Broker { get; init => field = value ?? ""; } = "";

    public IReadOnlyList<string> Exchanges { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Products { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> OrderTypes { get; init => field = value ?? []; } = [];

    /// <summary>Null when the broker sends none.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>JSON text, for example of the demat consent; null when absent.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public string? Meta { get; init; }

    // From here on only in the full profile, which the broker's documentation does not mention.

    /// <summary>How the second factor is given, for example <c>totp</c>.</summary>
    public string? TwofaType { get; init; }

    /// <summary>Masked.</summary>
    public string? Phone { get; init; }

    /// <summary>Masked.</summary>
    public string? Pan { get; init; }

    public IReadOnlyList<BankAccount> BankAccounts { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> DpIds { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    public DateTimeOffset? PasswordTimestamp { get; init; }

    public DateTimeOffset? TwofaTimestamp { get; init; }

    /// <summary>Names the user alone: the rest is personal.</summary>
    public override string ToString() => $"{nameof(KiteProfile)} {{ UserId = {UserId} }}";
}

/// <summary>Where money is paid to; the number is masked.</summary>
public sealed record BankAccount
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Branch { get; init => field = value ?? ""; } = "";

    public string Account { get; init => field = value ?? ""; } = "";
}
