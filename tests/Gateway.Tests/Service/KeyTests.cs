using System.Net;
using Gateway.Hosting;
using Gateway.Tests.Support;

namespace Gateway.Tests.Service;

/// <summary>Where keys are needed: who gets in, and to what.</summary>
[Collection(nameof(Support.Service))]
public class KeyTests(SecuredService service) : IClassFixture<SecuredService>
{
    Task<(string Id, string Secret)> Key(string name, string scopes) => service.CreateKey(name, scopes);

    async Task<Answer> Ask(HttpMethod method, string path, string? key, string header = "Authorization", string? idempotencyKey = null, string? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.TryAddWithoutValidation(header, header == "Authorization" ? "Bearer " + key : key);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await service.Send(request);
    }

    [Fact]
    public async Task Without_a_known_key_only_health_and_the_document_answer()
    {
        foreach (var path in new[] { "/api/v1/underlyings", "/api/v1/orders", "/api/v1/subscriptions", "/metrics" })
        {
            var answer = (await Ask(HttpMethod.Get, path, null)).IsProblem(401, "key_required");
            Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
            (await Ask(HttpMethod.Get, path, "tk_unknown")).IsProblem(401, "key_required");
        }

        (await service.Get("/health/ready")).IsOk();
        (await service.Get("/health/live")).IsOk();
        (await service.Get("/openapi/v1.json")).IsOk();
    }

    [Fact]
    public async Task A_reader_reads_and_does_not_trade()
    {
        var (_, key) = await Key("eyes", "read");
        (await Ask(HttpMethod.Get, "/api/v1/underlyings", key)).IsOk();
        (await Ask(HttpMethod.Get, "/api/v1/underlyings", key, "X-API-Key")).IsOk();
        (await Ask(HttpMethod.Post, "/api/v1/orders", key, body: "{}")).IsProblem(403, "scope_missing");
        (await Ask(HttpMethod.Delete, "/api/v1/orders/o1", key)).IsProblem(403, "scope_missing");
        (await Ask(HttpMethod.Get, "/api/v1/accounts/sim/login", key)).IsProblem(403, "scope_missing");
    }

    [Fact]
    public async Task A_trader_trades_and_reads_and_sees_only_its_own_orders()
    {
        var (_, alice) = await Key("alice", "trade");
        var (_, bob) = await Key("bob", "trade");
        var (_, admin) = await Key("boss", "admin");
        var instrument = (await Ask(HttpMethod.Get, "/api/v1/chains/NIFTY", alice)).IsOk().Json.GetProperty("rows")[10].GetProperty("put").GetProperty("instrument").GetString()!;
        var lot = (await Ask(HttpMethod.Get, "/api/v1/instruments/" + instrument, alice)).Json.GetProperty("lot_size").GetInt32();
        var body = $$"""{"exchange":"NFO","tradingsymbol":"{{instrument[4..]}}","transaction_type":"BUY","order_type":"MARKET","product":"NRML","quantity":{{lot}}}""";
        var placed = (await Ask(HttpMethod.Post, "/api/v1/orders?wait_ms=20000", alice, idempotencyKey: "k1", body: body)).IsOk(201);
        Assert.Equal("alice", placed.Json.GetProperty("owner").GetString());
        var path = "/api/v1/orders/" + placed.Json.GetProperty("id").GetString();
        (await Ask(HttpMethod.Get, path, alice)).IsOk();
        (await Ask(HttpMethod.Get, path, admin)).IsOk();
        (await Ask(HttpMethod.Get, path, bob)).IsProblem(404, "unknown_order", "id");
        (await Ask(HttpMethod.Delete, path, bob)).IsProblem(404, "unknown_order", "id");
        Assert.Empty((await Ask(HttpMethod.Get, "/api/v1/orders", bob)).IsOk().Json.GetProperty("orders").EnumerateArray());
        Assert.Single((await Ask(HttpMethod.Get, "/api/v1/orders", admin)).IsOk().Json.GetProperty("orders").EnumerateArray());
        await using var hub = await HubClient.Connect(service.Address, options: o => o.SetRequestHeader("Authorization", "Bearer " + bob));
        await hub.StreamOrders("1", new { resume = 0 });
        // The same idempotency key of another owner is another order.
        Assert.Equal("bob", (await Ask(HttpMethod.Post, "/api/v1/orders?wait_ms=20000", bob, idempotencyKey: "k1", body: body)).IsOk(201).Json.GetProperty("owner").GetString());
        // Alice's changes were committed before, and are passed over.
        Assert.Equal("bob", (await hub.Frame("1")).GetProperty("order").GetProperty("owner").GetString());
    }

    [Fact]
    public async Task A_revoked_key_is_a_stranger()
    {
        var (id, key) = await Key("gone", "read");
        (await Ask(HttpMethod.Get, "/api/v1/accounts", key)).IsOk();
        using var output = new StringWriter();
        await KeyCommands.Run(["revoke", id], service.Settings, output);
        (await Ask(HttpMethod.Get, "/api/v1/accounts", key)).IsProblem(401, "key_required");
    }

    [Fact]
    public async Task The_hub_takes_a_key_or_a_ticket_made_with_one()
    {
        var (_, key) = await Key("watcher", "read");
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.Connect(service.Address));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var keyInAddress = await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.Connect(service.Address, "access_token=" + key));
        Assert.Equal(HttpStatusCode.Unauthorized, keyInAddress.StatusCode);
        await using (var hub = await HubClient.Connect(service.Address, options: o => o.SetRequestHeader("Authorization", "Bearer " + key)))
        {
            await hub.Stream("1", "NIFTY", null, null);
            Assert.Equal("snapshot", (await hub.Frame("1")).Type());
        }

        (await Ask(HttpMethod.Post, "/api/v1/hub-ticket", null)).IsProblem(401, "key_required");
        var ticket = (await Ask(HttpMethod.Post, "/api/v1/hub-ticket", key)).IsOk().Json.GetProperty("ticket").GetString();
        await using var second = await HubClient.Connect(service.Address, "access_token=" + ticket);
        await second.Stream("1", "NIFTY", null, null);
        Assert.Equal("snapshot", (await second.Frame("1")).Type());
        // A ticket is for the hub alone.
        var other = (await Ask(HttpMethod.Post, "/api/v1/hub-ticket", key)).Json.GetProperty("ticket").GetString();
        (await Ask(HttpMethod.Get, "/api/v1/accounts?access_token=" + other, null)).IsProblem(401, "key_required");
    }
}
