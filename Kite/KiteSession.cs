namespace Kite;

/// <summary>A logged-in session. Nothing on the wire says when it ends: treat it as dead at 06:00 IST. Tokens are never printed.</summary>
/// <param name="UserId">The broker's client id.</param>
/// <param name="ApiKey">The app that logged in.</param>
/// <param name="AccessToken">Secret; goes with every call.</param>
/// <param name="PublicToken">Secret; public session validation.</param>
/// <param name="LoginTimeIst">Wall clock, IST; <see cref="DateTimeKind.Unspecified"/>; <see cref="DateTime.MinValue"/> when the broker did not say.</param>
public sealed record KiteSession(string UserId, string ApiKey, string AccessToken, string PublicToken, DateTime LoginTimeIst)
{
    public string UserName { get; init; } = "";

    public string Email { get; init; } = "";

    /// <summary>Empty for individuals.</summary>
    public string RefreshToken { get; init; } = "";

    public IReadOnlyList<string> Exchanges { get; init; } = [];

    public IReadOnlyList<string> Products { get; init; } = [];

    public IReadOnlyList<string> OrderTypes { get; init; } = [];

    public override string ToString() =>
        $"{nameof(KiteSession)} {{ UserId = {UserId}, ApiKey = {ApiKey}, AccessToken = ***, PublicToken = ***, "
        + $"LoginTimeIst = {LoginTimeIst:yyyy-MM-dd HH:mm:ss} }}";
}
