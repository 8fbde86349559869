namespace Kite.Simulator.Sessions;

/// <summary>A broker account with its own application key.</summary>
internal sealed record Account(string UserId, string ApiKey, string ApiSecret);

/// <summary>A log-in: the hash of its access token and when it was minted. The token itself is told once.</summary>
internal sealed record Session(Account Account, string TokenHash, DateTimeOffset MintedAt);
