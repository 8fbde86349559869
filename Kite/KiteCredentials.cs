namespace Kite;

/// <summary>Key and secret of a developer-console app. The secret is never printed.</summary>
public sealed record KiteCredentials(string ApiKey, string ApiSecret)
{
    public override string ToString() => $"{nameof(KiteCredentials)} {{ ApiKey = {ApiKey}, ApiSecret = *** }}";
}
