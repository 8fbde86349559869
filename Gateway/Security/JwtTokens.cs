using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Security;

/// <summary>
/// Checks JSON web tokens. What is not a signed token of an algorithm that was configured is refused before the library sees it: encrypted ones
/// would be unpacked before anything is known of their sender, and an algorithm that the token chooses is the token's, not ours.
/// </summary>
sealed class JwtTokens(JwtOptions options, JwksKeys? jwks, TimeProvider time)
{
    const int MostBytes = 8 * 1024;

    static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = MostBytes };

    readonly string[] algorithms = options.Jwks is null ? [SecurityAlgorithms.HmacSha256] : [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];
    readonly SymmetricSecurityKey? shared = options.Secret is { Length: > 0 } secret ? new(Encoding.UTF8.GetBytes(secret)) : null;

    /// <summary>Whether it has the shape of a token: three parts, or the five of an encrypted one.</summary>
    public static bool IsOne(string presented) => presented.Count(c => c == '.') is 2 or 4;

    /// <summary>Who the token says is asking; null when it is not good.</summary>
    public async Task<ClaimsPrincipal?> Check(string token, CancellationToken cancellationToken)
    {
        if (!options.IsOn || token.Length > MostBytes || token.Count(c => c == '.') != 2 || Header(token) is not { } header)
            return null;
        IReadOnlyList<SecurityKey> keys = shared is not null ? [shared] : await jwks!.Find(header.KeyId, cancellationToken);
        if (keys.Count == 0)
            return null;
        var result = Handler.ValidateToken(token, new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            ValidAlgorithms = algorithms,
            IssuerSigningKeys = keys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = IsAlive,
        });
        return result.IsValid && result.SecurityToken is JsonWebToken read ? Principal(read) : null;
    }

    bool IsAlive(DateTime? from, DateTime? until, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + options.Skew && !(from > now + options.Skew);
    }

    (string Algorithm, string? KeyId)? Header(string token)
    {
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal))));
            var root = header.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("enc", out _) || root.TryGetProperty("zip", out _) || root.TryGetProperty("crit", out _))
                return null;
            var algorithm = root.TryGetProperty("alg", out var alg) && alg.ValueKind == JsonValueKind.String ? alg.GetString() : null;
            var kid = root.TryGetProperty("kid", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
            return algorithm is not null && algorithms.Contains(algorithm, StringComparer.Ordinal) ? (algorithm, kid) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary><c>sub</c> owns the orders; <c>scope</c> (or <c>scp</c>) and <c>accounts</c> are texts with spaces between, or arrays.</summary>
    static ClaimsPrincipal? Principal(JsonWebToken token)
    {
        if (!Callers.IsOwner(token.Subject ?? ""))
            return null;
        var scopes = Values(token, "scope").Concat(Values(token, "scp")).Intersect(Scopes.All, StringComparer.Ordinal);
        var hasAccounts = token.Claims.Any(c => c.Type == "accounts");
        return Callers.Principal(
            token.Subject!, scopes, hasAccounts ? [.. Values(token, "accounts")] : null, "jwt:" + token.Subject,
            new DateTimeOffset(DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc)));
    }

    static IEnumerable<string> Values(JsonWebToken token, string type) =>
        token.Claims.Where(c => c.Type == type).SelectMany(c => c.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
