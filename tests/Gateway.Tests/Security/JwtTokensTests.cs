using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Security;

/// <summary>Tokens made by hand, byte for byte: the library that checks them has no part in it.</summary>
public sealed class JwtTokensTests : IDisposable
{
    const string Secret = "0123456789abcdef0123456789abcdef-hs256";
    static readonly DateTimeOffset Noon = new(2025, 11, 21, 12, 0, 0, TimeSpan.FromHours(5.5));

    readonly ManualTime time = new(Noon);
    readonly RSA rsa = RSA.Create(2048);
    readonly ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        rsa.Dispose();
        ecdsa.Dispose();
    }

    static string Part(JsonNode json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    static JsonObject Claims(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = "https://issuer.example",
            ["aud"] = "ticker",
            ["sub"] = "desk",
            ["exp"] = Noon.AddMinutes(5).ToUnixTimeSeconds(),
            ["scope"] = "read trade everything",
        };
        change?.Invoke(claims);
        return claims;
    }

    static string Signed(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Part(header)}.{Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.UTF8.GetBytes(text)))}";
    }

    static string Hs256(JsonObject claims, string secret = Secret, string alg = "HS256") =>
        Signed(new() { ["alg"] = alg, ["typ"] = "JWT" }, claims, text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text));

    JwtTokens Shared() => new(new() { Issuer = "https://issuer.example", Audience = "ticker", Secret = Secret }, null, time);

    [Fact]
    public async Task A_good_token_is_its_subject_with_the_scopes_that_are_known()
    {
        var user = (await Shared().Check(Hs256(Claims()), default))!;
        Assert.Equal("desk", user.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)!.Value);
        Assert.Equal(["read", "trade"], user.FindAll("scope").Select(c => c.Value));
        Assert.Equal("jwt:desk", Callers.CredentialOf(user));
        Assert.Equal(Noon.AddMinutes(5), Callers.ExpiryOf(user));
    }

    public static TheoryData<string, Action<JsonObject>> Bad => new()
    {
        { "another issuer", c => c["iss"] = "https://other.example" },
        { "no issuer", c => c.Remove("iss") },
        { "another audience", c => c["aud"] = "other" },
        { "no audience", c => c.Remove("aud") },
        { "over", c => c["exp"] = Noon.AddSeconds(-31).ToUnixTimeSeconds() },
        { "no end", c => c.Remove("exp") },
        { "not yet", c => c["nbf"] = Noon.AddSeconds(31).ToUnixTimeSeconds() },
        { "no subject", c => c.Remove("sub") },
        { "a subject that cannot own orders", c => c["sub"] = "a:b" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_token_with_a_wrong_claim_is_refused(string what, Action<JsonObject> change)
    {
        Assert.NotEmpty(what);
        Assert.Null(await Shared().Check(Hs256(Claims(change)), default));
    }

    [Fact]
    public async Task A_token_is_over_when_it_says_so_by_this_services_clock()
    {
        var token = Hs256(Claims());
        time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(29));
        Assert.NotNull(await Shared().Check(token, default));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Shared().Check(token, default));
    }

    [Fact]
    public async Task Another_secret_a_changed_claim_and_no_signature_are_refused()
    {
        Assert.Null(await Shared().Check(Hs256(Claims(), Secret + "x"), default));
        var parts = Hs256(Claims()).Split('.');
        Assert.Null(await Shared().Check($"{parts[0]}.{Part(Claims(c => c["scope"] = "admin"))}.{parts[2]}", default));
        Assert.Null(await Shared().Check($"{parts[0]}.{parts[1]}.", default));
        Assert.Null(await Shared().Check("..", default));
        Assert.Null(await Shared().Check("a.b.c", default));
        Assert.Null(await Shared().Check(new string('a', 9000) + ".b.c", default));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS384")]
    [InlineData("RS256")]
    [InlineData("")]
    public async Task Only_the_configured_algorithm_is_taken_whatever_the_token_says(string alg)
    {
        Assert.Null(await Shared().Check(Hs256(Claims(), alg: alg), default));
        Assert.Null(await Shared().Check($"{Part(new JsonObject { ["alg"] = alg })}.{Part(Claims())}.", default));
    }

    [Theory]
    [InlineData("enc", "A256GCM")]
    [InlineData("zip", "DEF")]
    [InlineData("crit", "exp")]
    public async Task Headers_that_ask_for_more_than_a_signature_are_refused(string name, string value)
    {
        var token = Signed(new() { ["alg"] = "HS256", [name] = value }, Claims(), text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), text));
        Assert.Null(await Shared().Check(token, default));
    }

    [Fact]
    public async Task An_encrypted_token_is_refused_unread()
    {
        // Five parts, of which the library would inflate the fourth.
        var jwe = $"{Part(new JsonObject { ["alg"] = "dir", ["enc"] = "A128CBC-HS256", ["zip"] = "DEF" })}..AAAA.{new string('A', 4000)}.AAAA";
        Assert.True(JwtTokens.IsOne(jwe));
        Assert.Null(await Shared().Check(jwe, default));
    }

    [Fact]
    public async Task Accounts_may_be_named_as_a_text_or_an_array()
    {
        foreach (var accounts in new JsonNode[] { "a b", new JsonArray("a", "b") })
        {
            var user = (await Shared().Check(Hs256(Claims(c => c["accounts"] = accounts)), default))!;
            var http = new Microsoft.AspNetCore.Http.DefaultHttpContext { User = user };
            Assert.Null(Callers.Trades(http, "b").Problem);
            Assert.Equal("account_not_allowed", Callers.Trades(http, "c").Problem!.Code);
            Assert.Equal("account_not_allowed", Callers.Trades(http, "auto").Problem!.Code);
        }
    }

    [Fact]
    public async Task Published_keys_check_rsa_and_elliptic_curves_by_their_id()
    {
        using var issuer = new Issuer(Jwks());
        using var keys = new JwksKeys(issuer.Address, time, NullLogger<JwksKeys>.Instance);
        var tokens = new JwtTokens(new() { Issuer = "https://issuer.example", Audience = "ticker", Jwks = issuer.Address }, keys, time);
        Assert.NotNull(await tokens.Check(Rs256("r1"), default));
        Assert.NotNull(await tokens.Check(Es256("e1"), default));
        Assert.Equal(1, issuer.Asked);
        // A key that is not known is asked for again, at most every half minute.
        for (var i = 0; i < 5; i++)
            Assert.Null(await tokens.Check(Rs256("r2"), default));
        Assert.Equal(1, issuer.Asked);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(await tokens.Check(Rs256("r2"), default));
        Assert.Equal(2, issuer.Asked);
        using var other = RSA.Create(2048);
        Assert.Null(await tokens.Check(Signed(new() { ["alg"] = "RS256", ["kid"] = "r1" }, Claims(), t => other.SignData(t, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), default));
    }

    [Fact]
    public async Task A_public_key_is_no_shared_secret()
    {
        using var issuer = new Issuer(Jwks());
        using var keys = new JwksKeys(issuer.Address, time, NullLogger<JwksKeys>.Instance);
        var tokens = new JwtTokens(new() { Issuer = "https://issuer.example", Audience = "ticker", Jwks = issuer.Address }, keys, time);
        foreach (var known in new[] { rsa.ExportSubjectPublicKeyInfoPem(), Encoding.UTF8.GetString(rsa.ExportSubjectPublicKeyInfo()), Jwks() })
            Assert.Null(await tokens.Check(Hs256(Claims(), known), default));
        Assert.Null(await tokens.Check(Signed(new() { ["alg"] = "HS256", ["kid"] = "s1" }, Claims(), t => HMACSHA256.HashData(new byte[32], t)), default));
    }

    [Fact]
    public void Settings_that_would_let_everybody_in_are_refused()
    {
        Assert.Null(new JwtOptions().Problem());
        Assert.Null(new JwtOptions { Issuer = "i", Audience = "a", Secret = Secret }.Problem());
        Assert.NotNull(new JwtOptions { Secret = Secret }.Problem());
        Assert.NotNull(new JwtOptions { Issuer = "i", Secret = Secret }.Problem());
        Assert.NotNull(new JwtOptions { Issuer = "i", Audience = "a" }.Problem());
        Assert.NotNull(new JwtOptions { Issuer = "i", Audience = "a", Secret = Secret, Jwks = new("https://k") }.Problem());
        Assert.NotNull(new JwtOptions { Issuer = "i", Audience = "a", Secret = "short" }.Problem());
        Assert.NotNull(new JwtOptions { Issuer = "i", Audience = "a", Jwks = new("http://keys.example") }.Problem());
        Assert.DoesNotContain(Secret, new JwtOptions { Issuer = "i", Audience = "a", Secret = Secret }.ToString(), StringComparison.Ordinal);
    }

    string Rs256(string kid) => Signed(new() { ["alg"] = "RS256", ["kid"] = kid }, Claims(), t => rsa.SignData(t, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    string Es256(string kid) => Signed(new() { ["alg"] = "ES256", ["kid"] = kid }, Claims(), t => ecdsa.SignData(t, HashAlgorithmName.SHA256));

    string Jwks()
    {
        var (r, e) = (rsa.ExportParameters(false), ecdsa.ExportParameters(false));
        return JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "RSA", use = "sig", kid = "r1", n = Base64Url.EncodeToString(r.Modulus), e = Base64Url.EncodeToString(r.Exponent) },
                new { kty = "EC", use = "sig", kid = "e1", crv = "P-256", x = Base64Url.EncodeToString(e.Q.X), y = Base64Url.EncodeToString(e.Q.Y) },
                new { kty = "oct", use = "sig", kid = "s1", k = Base64Url.EncodeToString(new byte[32]) },
            },
        });
    }

    /// <summary>Publishes one document over a socket and counts.</summary>
    sealed class Issuer : IDisposable
    {
        readonly HttpListener listener = new();
        int asked;

        public Issuer(string document)
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = new($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/keys/");
            }

            listener.Prefixes.Add(Address.ToString());
            listener.Start();
            _ = Serve(Encoding.UTF8.GetBytes(document));
        }

        public Uri Address { get; }

        public int Asked => Volatile.Read(ref asked);

        public void Dispose() => listener.Close();

        async Task Serve(byte[] document)
        {
            try
            {
                while (true)
                {
                    var context = await listener.GetContextAsync();
                    Interlocked.Increment(ref asked);
                    await context.Response.OutputStream.WriteAsync(document);
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test has ended.
            }
        }
    }
}
