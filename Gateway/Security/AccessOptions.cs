using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Gateway.Security;

/// <summary>How much one caller may ask. Section <c>Ticker:Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>Requests a second that one key, or one address without a key, may go on with. Default: 50.</summary>
    [Range(1, 100_000, ErrorMessage = "Ticker:Access:RequestsPerSecond must be between 1 and 100000.")]
    public int RequestsPerSecond { get; set; } = 50;

    /// <summary>Requests that may come at once. Default: 200.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Ticker:Access:Burst must be between 1 and 1000000.")]
    public int Burst { get; set; } = 200;
}

/// <summary>JSON web tokens that are taken beside API keys. Section <c>Ticker:Jwt</c>; without <see cref="Issuer"/> none are.</summary>
public sealed class JwtOptions
{
    /// <summary>What <c>iss</c> must be. Default: none, so that no token is taken.</summary>
    public string? Issuer { get; set; }

    /// <summary>What <c>aud</c> must be, or contain.</summary>
    public string? Audience { get; set; }

    /// <summary>HS256: the shared secret, at least 32 bytes; then no other algorithm is taken.</summary>
    public string? Secret { get; set; }

    /// <summary>RS256 and ES256: where the issuer publishes its keys; then HS256 is not taken.</summary>
    public Uri? Jwks { get; set; }

    /// <summary>By how much clocks may differ. Default: 30 s.</summary>
    public TimeSpan Skew { get; set; } = TimeSpan.FromSeconds(30);

    public bool IsOn => !string.IsNullOrEmpty(Issuer);

    /// <summary>Why these settings cannot be used, or null.</summary>
    public string? Problem() =>
        !IsOn ? string.IsNullOrEmpty(Secret) && Jwks is null ? null : "Ticker:Jwt:Issuer is missing; set it to what the tokens' iss says."
        : string.IsNullOrEmpty(Audience) ? "Ticker:Jwt:Audience is missing; set it to what the tokens' aud says."
        : string.IsNullOrEmpty(Secret) == Jwks is null ? "Set one of Ticker:Jwt:Secret (HS256) and Ticker:Jwt:Jwks (RS256, ES256)."
        : Secret is { Length: > 0 } && Encoding.UTF8.GetByteCount(Secret) < 32 ? "Ticker:Jwt:Secret is too short; it must be at least 32 bytes."
        : Jwks is { } uri && !(uri.IsAbsoluteUri && (uri.Scheme == "https" || uri is { Scheme: "http", IsLoopback: true })) ? $"Ticker:Jwt:Jwks is {uri}; it must be an https address (http on loopback only)."
        : Skew < TimeSpan.Zero || Skew > TimeSpan.FromMinutes(5) ? "Ticker:Jwt:Skew must be between 0 and 5 min."
        : null;

    /// <summary>Never the secret.</summary>
    public override string ToString() => IsOn ? $"tokens of {Issuer}" : "no tokens";
}
