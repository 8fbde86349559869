using System.Text.Json.Serialization;

namespace Kite.Rest;

/// <summary>The wire form of a session.</summary>
sealed record SessionData
{
    public string? UserId { get; init; }

    public string? UserType { get; init; }

    public string? UserName { get; init; }

    public string? UserShortname { get; init; }

    public string? Broker { get; init; }

    public string? AvatarUrl { get; init; }

    public string? Silo { get; init; }

    public string? Enctoken { get; init; }

    [JsonConverter(typeof(RawJsonConverter))]
    public string? Meta { get; init; }

    public string? Email { get; init; }

    public string? ApiKey { get; init; }

    public string? AccessToken { get; init; }

    public string? PublicToken { get; init; }

    public string? RefreshToken { get; init; }

    public DateTimeOffset? LoginTime { get; init; }

    public IReadOnlyList<string>? Exchanges { get; init; }

    public IReadOnlyList<string>? Products { get; init; }

    public IReadOnlyList<string>? OrderTypes { get; init; }

    public Outcome<KiteSession> ToSession(string apiKey)
    {
        if (string.IsNullOrEmpty(AccessToken) || string.IsNullOrEmpty(UserId))
            return Outcome<KiteSession>.Unknown("The broker's log-in answer holds no user id or access token. Log in again.");
        return Outcome<KiteSession>.Accepted(new KiteSession(UserId, apiKey, AccessToken, PublicToken ?? "", LoginTime?.DateTime ?? default)
        {
            UserType = UserType ?? "",
            UserName = UserName ?? "",
            UserShortname = UserShortname ?? "",
            Broker = Broker ?? "",
            AvatarUrl = AvatarUrl,
            Silo = Silo ?? "",
            Enctoken = Enctoken ?? "",
            Meta = Meta,
            Email = Email ?? "",
            RefreshToken = RefreshToken ?? "",
            Exchanges = Exchanges ?? [],
            Products = Products ?? [],
            OrderTypes = OrderTypes ?? [],
        });
    }

    public override string ToString() => $"{nameof(SessionData)} {{ UserId = {UserId} }}";
}
