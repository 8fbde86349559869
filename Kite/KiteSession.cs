namespace Kite;

/// <summary>A logged-in session. Nothing on the wire says when it ends: treat it as dead at 06:00 IST. Tokens are never printed.</summary>
/// <param name="UserId">The broker's client id.</param>
/// <param name="ApiKey">The app that logged in.</param>
/// <param name="AccessToken">Secret; goes with every call.</param>
/// <param name="PublicToken">Secret; public session validation.</param>
/// <param name="LoginTimeIst">Wall clock, IST; <see cref="DateTimeKind.Unspecified"/>; <see cref="DateTime.MinValue"/> when the broker did not say.</param>
public sealed record KiteSession(string UserId, string ApiKey, string AccessToken, string PublicToken, DateTime LoginTimeIst)
{
    /// <summary><c>individual</c> and so on.</summary>
    public string UserType { get; init; } = "";

    public string UserName { get; init; } = "";

    public string UserShortname { get; init; } = "";

    public string Broker { get; init; } = "";

    public string? AvatarUrl { get; init; }

    public string Email { get; init; } = "";

    /// <summary>Empty for individuals.</summary>
    public string RefreshToken { get; init; } = "";

    /// <summary>Secret; not documented by the broker.</summary>
    public string Enctoken { get; init; } = "";

    /// <summary>Not documented by the broker.</summary>
    public string Silo { get; init; } = "";

    /// <summary>JSON text, for example of the demat consent; null when absent.</summary>
    public string? Meta { get; init; }

    public IReadOnlyList<string> Exchanges { get; init; } = [];

    public IReadOnlyList<string> Products { get; init; } = [];

    public IReadOnlyList<string> OrderTypes { get; init; } = [];

    public override string ToString() =>
        $"{nameof(KiteSession)} {{ UserId = {UserId}, ApiKey = {ApiKey}, AccessToken = ***, PublicToken = ***, "
        + $"LoginTimeIst = {LoginTimeIst:yyyy-MM-dd HH:mm:ss} }}";
}
