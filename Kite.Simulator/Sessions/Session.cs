namespace Kite.Simulator.Sessions;

/// <summary>A broker account with its own application key.</summary>
internal sealed record Account(string UserId, string ApiKey, string ApiSecret);

/// <summary>A log-in: the access token and when it was minted.</summary>
internal sealed record Session(Account Account, string AccessToken, string PublicToken, DateTimeOffset MintedAt);
