using System.Text.Json;
using Grains.Secrets;
using Grains.Tests.Support;

namespace Grains.Tests.Secrets;

/// <summary>Against a key service made of sockets, whose master key is an exclusive or: what is tested is the wire.</summary>
public sealed class HttpKeyWrapperTests
{
    static string Serve(RawRequest request, int number)
    {
        if (request.Header("Authorization") != "Bearer service-token")
            return RawHttp.Ok("", "401 Unauthorized");
        using var body = JsonDocument.Parse(request.Body);
        byte[] Flip(string field) => [.. body.RootElement.GetProperty(field).GetBytesFromBase64().Select(b => (byte)(b ^ 0x5A))];
        return request.Line.StartsWith("POST /v1/wrap ", StringComparison.Ordinal)
            ? RawHttp.Ok(JsonSerializer.Serialize(new { key_id = "kms-7", wrapped = Flip("plaintext") }))
            : body.RootElement.GetProperty("key_id").GetString() == "kms-7" ? RawHttp.Ok(JsonSerializer.Serialize(new { plaintext = Flip("wrapped") }))
            : RawHttp.Ok("", "404 Not Found");
    }

    static HttpKeyWrapper Wrapper(RawHttp server, string? bearer = "service-token", TimeProvider? time = null) =>
        new(new Uri(server.Address, "v1"), bearer, time ?? TimeProvider.System);

    [Fact]
    public async Task A_key_service_wraps_and_unwraps_and_never_sees_a_secret()
    {
        await using var server = new RawHttp(Serve);
        using var wrapper = Wrapper(server);
        var vault = new SecretVault(wrapper);
        var stored = await vault.Seal("p", "canary-secret");
        Assert.StartsWith("s1.kms-7.", stored, StringComparison.Ordinal);
        Assert.Equal("canary-secret", await vault.Open("p", stored));
        Assert.Equal("canary-secret", await vault.Open("p", await vault.Rewrap(stored)));
        Assert.All(server.Requests, r => Assert.DoesNotContain("canary", r.Head + r.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task A_service_that_refuses_is_named_with_its_answer(string? bearer)
    {
        await using var server = new RawHttp(Serve);
        using var wrapper = Wrapper(server, bearer);
        var refused = await Assert.ThrowsAsync<KeyUnavailableException>(() => wrapper.Wrap(new byte[32], default));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"key_id":"a.b","wrapped":"AAAA"}""")]
    [InlineData("""{"key_id":"k","wrapped":""}""")]
    public async Task An_answer_of_another_shape_is_no_key(string body)
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok(body));
        using var wrapper = Wrapper(server);
        await Assert.ThrowsAsync<KeyUnavailableException>(() => wrapper.Wrap(new byte[32], default));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => wrapper.Unwrap("k", [1], default));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = new RawHttp((_, _) => RawHttp.Ok("", "307 Temporary Redirect", "Location: http://127.0.0.1:9/\r\n"));
        using var wrapper = Wrapper(server);
        Assert.Contains("307", (await Assert.ThrowsAsync<KeyUnavailableException>(() => wrapper.Wrap(new byte[32], default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_away_or_silent_is_said_so()
    {
        var time = new FakeTime();
        var server = new RawHttp((_, _) => null);
        using var wrapper = Wrapper(server, time: time);
        var waiting = wrapper.Wrap(new byte[32], default);
        await server.Next();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("5 s", (await Assert.ThrowsAsync<KeyUnavailableException>(() => waiting)).Message, StringComparison.Ordinal);
        await server.DisposeAsync();
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<KeyUnavailableException>(() => wrapper.Wrap(new byte[32], default))).Message, StringComparison.Ordinal);
    }
}
