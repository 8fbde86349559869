using System.Net.Http.Headers;
using System.Text;
using Gateway.Hosting;
using Gateway.Tests.Support;

namespace Gateway.Tests.Security;

/// <summary>Where keys are needed and few requests are allowed, with a master key.</summary>
public sealed class LimitedService : Support.Service
{
    protected override bool Keyless => false;

    private protected override IEnumerable<string> Arguments(TempFolder folder)
    {
        var file = folder.File("master.key");
        Grains.Secrets.MasterKeyFile.Create(file);
        return
        [
            "--Ticker:Access:RequestsPerSecond=1", "--Ticker:Access:Burst=40", $"--Ticker:Keys:File={file}",
            "--Ticker:Webhooks:AllowPrivate=false",
        ];
    }
}

[Collection(nameof(Support.Service))]
public class AccessTests(LimitedService service) : IClassFixture<LimitedService>
{
    Task<(string Id, string Secret)> Key(string name, string scopes, string? accounts = null) => service.CreateKey(name, scopes, accounts);

    Task<Answer> Ask(HttpMethod method, string path, string key, string? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "k1");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return service.Send(request);
    }

    [Fact]
    public async Task A_key_that_asks_too_often_waits_and_the_others_do_not()
    {
        var (_, greedy) = await Key("greedy", "read");
        var (_, modest) = await Key("modest", "read");
        var answers = new List<Answer>();
        for (var i = 0; i < 60; i++)
            answers.Add(await Ask(HttpMethod.Get, "/api/v1/accounts/trading-none", greedy));
        var refused = answers.First(a => a.Status == 429).IsProblem(429, "rate_limited");
        Assert.True(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) >= 1);
        Assert.InRange(answers.Count(a => a.Status != 429), 40, 59);
        (await Ask(HttpMethod.Get, "/api/v1/accounts", modest)).IsOk();
        (await service.Get("/health/ready")).IsOk();
    }

    [Fact]
    public async Task A_key_trades_with_the_accounts_that_it_was_made_for()
    {
        var (_, elsewhere) = await Key("elsewhere", "trade", "other");
        var (_, here) = await Key("here", "trade", "sim,other");
        var chain = (await Ask(HttpMethod.Get, "/api/v1/chains/NIFTY", here)).IsOk().Json;
        var instrument = chain.GetProperty("rows")[10].GetProperty("put").GetProperty("instrument").GetString()!;
        var lot = (await Ask(HttpMethod.Get, "/api/v1/instruments/" + instrument, here)).Json.GetProperty("lot_size").GetInt32();
        string Order(string account) =>
            $$"""{"exchange":"NFO","tradingsymbol":"{{instrument[4..]}}","transaction_type":"BUY","order_type":"MARKET","product":"NRML","quantity":{{lot}},"account":"{{account}}"}""";
        (await Ask(HttpMethod.Post, "/api/v1/orders", elsewhere, Order("sim"))).IsProblem(403, "account_not_allowed", "account");
        (await Ask(HttpMethod.Post, "/api/v1/orders", here, Order("auto"))).IsProblem(403, "account_not_allowed", "account");
        (await Ask(HttpMethod.Post, "/api/v1/orders?wait_ms=20000", here, Order("sim"))).IsOk(201);
        // A key with one account need not name it.
        Assert.Equal("unknown_account", (await Ask(HttpMethod.Post, "/api/v1/orders", elsewhere, Order("auto"))).Code);
    }

    [Fact]
    public async Task Revoking_a_key_closes_its_hubs_and_leaves_the_others()
    {
        var (id, gone) = await Key("gone", "read");
        var (_, stays) = await Key("stays", "read");
        await using var closing = await HubClient.Connect(service.Address, options: o => o.SetRequestHeader("Authorization", "Bearer " + gone));
        await using var staying = await HubClient.Connect(service.Address, options: o => o.SetRequestHeader("Authorization", "Bearer " + stays));
        var ticket = (await Ask(HttpMethod.Post, "/api/v1/hub-ticket", gone)).IsOk().Json.GetProperty("ticket").GetString();
        await using var ticketed = await HubClient.Connect(service.Address, "access_token=" + ticket);
        using var output = new StringWriter();
        await KeyCommands.Run(["revoke", id], service.Settings, output);
        await closing.Closed();
        await ticketed.Closed();
        await staying.Stream("1", "NIFTY", null, null);
        Assert.Equal("snapshot", (await staying.Frame("1")).Type());
    }

    [Fact]
    public async Task Accounts_are_added_listed_switched_and_removed_by_an_admin_alone()
    {
        var (_, admin) = await Key("boss", "admin");
        var (_, trader) = await Key("trader", "trade");
        var sim = service.Simulator!;
        var body = $$"""
            {"id":"second","broker":"simulator","user_id":"{{sim.UserId}}","api_key":"{{sim.ApiKey}}","api_secret":"{{sim.ApiSecret}}",
             "rest":"{{sim.RestAddress}}","login":"{{sim.LoginAddress}}","ticker":"{{sim.TickerAddress}}","local_address":"127.0.0.2"}
            """;
        (await Ask(HttpMethod.Post, "/api/v1/accounts", trader, body)).IsProblem(403, "scope_missing");
        var added = (await Ask(HttpMethod.Post, "/api/v1/accounts", admin, body)).IsOk(201);
        Assert.DoesNotContain(sim.ApiSecret, added.Text, StringComparison.Ordinal);
        Assert.Equal(("second", "127.0.0.2", "api"), (added.Json.GetProperty("account").GetString(), added.Json.GetProperty("local_address").GetString(), added.Json.GetProperty("origin").GetString()));
        (await Ask(HttpMethod.Post, "/api/v1/accounts", admin, body)).IsProblem(409, "account_exists", "id");
        (await Ask(HttpMethod.Post, "/api/v1/accounts", admin, """{"id":"third"}""")).IsProblem(422, "invalid_api_key", "api_key");
        (await Ask(HttpMethod.Put, "/accounts/second/switch", trader)).IsProblem(403, "scope_missing");
        Assert.True((await Ask(HttpMethod.Put, "/accounts/second/switch", admin)).IsOk().Json.GetProperty("primary").GetBoolean());
        var trading = (await Ask(HttpMethod.Get, "/accounts/trading", trader)).IsOk().Json.GetProperty("accounts");
        Assert.Equal(["second", "sim"], trading.EnumerateArray().Select(a => a.GetProperty("account_id").GetString()));
        Assert.True(trading[1].TryGetProperty("token_refreshed_at", out _));
        (await Ask(HttpMethod.Put, "/api/v1/accounts/sim/switch", admin)).IsOk();
        (await Ask(HttpMethod.Put, "/api/v1/accounts/nobody/switch", admin)).IsProblem(404, "unknown_account", "id");
        Assert.Equal("disabled", (await Ask(HttpMethod.Post, "/api/v1/accounts/second/disable", admin)).IsOk().Json.GetProperty("state").GetString());
        Assert.NotEqual("disabled", (await Ask(HttpMethod.Post, "/api/v1/accounts/second/enable", admin)).IsOk().Json.GetProperty("state").GetString());
        Assert.True((await Ask(HttpMethod.Post, "/api/v1/secrets/rewrap", admin)).IsOk().Json.GetProperty("rewrapped").GetInt32() >= 1);
        Assert.Equal(204, (await Ask(HttpMethod.Delete, "/api/v1/accounts/second", admin)).Status);
        (await Ask(HttpMethod.Delete, "/api/v1/accounts/sim", admin)).IsProblem(409, "configured_account");
        Assert.Contains("ticker_account_token_valid{account=\"sim\"} 1", (await Ask(HttpMethod.Get, "/metrics", admin)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhooks_are_their_owners_and_point_to_the_public_internet_only()
    {
        var (_, trader) = await Key("hooker", "trade");
        var (_, reader) = await Key("looker", "read");
        foreach (var url in new[] { "http://127.0.0.1/", "https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "https://192.168.0.1/", "file:///etc/passwd", "https://[::1]/" })
        {
            var body = $$"""{"url":"{{url}}","events":["order.placed"]}""";
            var legacy = await Ask(HttpMethod.Post, "/webhooks/register", trader, body);
            Assert.Equal(400, legacy.Status);
            Assert.Contains("invalid", legacy.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
            (await Ask(HttpMethod.Post, "/api/v1/webhooks", trader, body)).IsProblem(422, "invalid_url", "url");
        }

        (await Ask(HttpMethod.Post, "/api/v1/webhooks", reader, """{"url":"https://8.8.8.8/"}""")).IsProblem(403, "scope_missing");
        var made = (await Ask(HttpMethod.Post, "/api/v1/webhooks", trader, """{"url":"https://8.8.8.8/hook","events":["order.filled"]}""")).IsOk(201);
        Assert.StartsWith("whsec_", made.Json.GetProperty("secret").GetString(), StringComparison.Ordinal);
        var id = made.Json.GetProperty("id").GetString();
        var listed = (await Ask(HttpMethod.Get, "/api/v1/webhooks", trader)).IsOk();
        Assert.DoesNotContain("whsec_", listed.Text, StringComparison.Ordinal);
        Assert.Equal(id, listed.Json.GetProperty("webhooks")[0].GetProperty("id").GetString());
        (await Ask(HttpMethod.Get, $"/api/v1/webhooks/{id}/dead-letters", trader)).IsOk();
        Assert.Equal(204, (await Ask(HttpMethod.Delete, "/api/v1/webhooks/" + id, trader)).Status);
        (await Ask(HttpMethod.Delete, "/api/v1/webhooks/" + id, trader)).IsProblem(404, "unknown_webhook", "id");
    }
}
