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
}
