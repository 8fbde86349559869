using System.Net;
using System.Text.Json;
using Gateway.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Service;

/// <summary>Health, metrics, accounts, the document, the page and who may ask.</summary>
[Collection(nameof(Support.Service))]
public class ServiceEndpointTests(Support.Service service)
{
    [Fact]
    public async Task It_is_live_and_every_component_ready()
    {
        Assert.Equal("live", (await service.Get("/health/live")).IsOk().Json.GetProperty("status").GetString());
        var ready = (await service.Get("/health/ready")).IsOk().Json;
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.Equal(["database", "account", "tokens", "instruments", "feed", "chain", "clock"], ready.GetProperty("components").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.All(ready.GetProperty("components").EnumerateArray(), c => Assert.Equal((true, false), (c.GetProperty("ready").GetBoolean(), c.GetProperty("degraded").GetBoolean())));
    }

    [Fact]
    public async Task Metrics_are_prometheus_text()
    {
        var metrics = (await service.Get("/metrics")).IsOk();
        Assert.Equal("text/plain", metrics.Type);
        Assert.Matches(@"(?m)^ticker_iv_solved_total [1-9]", metrics.Text);
        Assert.Matches("(?m)^ticker_feed_healthy\\{source=\"sim:0\"\\} 1$", metrics.Text);
    }

    [Fact]
    public async Task Accounts_show_their_state_and_no_secret()
    {
        var list = (await service.Get("/api/v1/accounts")).IsOk();
        var account = Assert.Single(list.Json.GetProperty("accounts").EnumerateArray());
        Assert.Equal(["account", "broker", "user_id", "state", "valid_until", "token_refreshed_at", "reason", "last_reconciled_at", "provisional", "primary", "alarm", "breakers", "health", "reasons", "local_address", "origin", "clock_offset", "clock_alarm"], account.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("sim", "simulator", "valid"), (account.GetProperty("account").GetString(), account.GetProperty("broker").GetString(), account.GetProperty("state").GetString()));
        Assert.Equal("sim", (await service.Get("/api/v1/accounts/sim")).IsOk().Json.GetProperty("account").GetString());
        (await service.Get("/api/v1/accounts/none")).IsProblem(404, "unknown_account", "id");
        (await service.Get("/api/v1/accounts/none/login")).IsProblem(404, "unknown_account", "id");
    }

    [Fact]
    public async Task A_log_in_goes_to_the_broker_and_comes_back_with_its_nonce()
    {
        var login = await service.Get("/api/v1/accounts/sim/login");
        Assert.Equal(302, login.Status);
        var page = await service.Http.GetAsync(new Uri(login.Headers["Location"]));
        var back = page.Headers.Location!;
        Assert.Equal("/callback/kite", back.AbsolutePath);
        (await service.Get($"/callback/kite{back.Query.Replace("nonce=", "nonce=0", StringComparison.Ordinal)}")).IsProblem(400, "login_failed");
        var done = await service.Get($"/callback/kite{back.Query}");
        Assert.Equal((302, "/"), (done.Status, done.Headers.GetValueOrDefault("Location")));
        (await service.Get($"/callback/kite{back.Query}")).IsProblem(400, "login_failed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?account=sim")]
    [InlineData("?account=sim&nonce=x&request_token=y&status=failed")]
    [InlineData("?account=none&nonce=x&request_token=y&status=success")]
    [InlineData("?account=sim&nonce=x&request_token=y&status=success")]
    public async Task A_callback_that_nobody_began_is_refused(string query) => (await service.Get("/callback/kite" + query)).IsProblem(400, "login_failed");

    [Fact]
    public async Task The_document_has_every_route()
    {
        var paths = (await service.Get("/openapi/v1.json")).IsOk().Json.GetProperty("paths");
        var documented = paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}")).ToHashSet();
        var routes = service.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(m => $"{m} /{e.RoutePattern.RawText!.TrimStart('/')}") ?? [])
            .Where(r => !r.Contains("/openapi/", StringComparison.Ordinal) && !r.Contains("/hubs/", StringComparison.Ordinal))
            .ToList();
        Assert.True(routes.Count > 15);
        Assert.Empty(routes.Except(documented));
    }

    [Fact]
    public async Task The_page_is_served_and_browsers_are_told_to_trust_nothing_else()
    {
        var page = (await service.Get("/")).IsOk();
        Assert.Equal("text/html", page.Type);
        Assert.Contains("frame-ancestors 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-referrer", "no-cache"), (page.Headers["X-Content-Type-Options"], page.Headers["Referrer-Policy"], page.Headers["Cache-Control"]));
        Assert.False(page.Headers.ContainsKey("Server"));
        Assert.Equal("no-store", (await service.Get("/api/v1/accounts")).Headers["Cache-Control"]);
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_a_problem_too()
    {
        (await service.Get("/api/v1/nothing")).IsProblem(404, "not_found");
        (await service.Send(new(HttpMethod.Put, "/api/v1/orders"))).IsProblem(405, "method_not_allowed");
    }

    [Theory]
    [InlineData("evil.example", 400)]
    [InlineData("evil.example:8080", 400)]
    [InlineData("ticker.example", 200)]
    [InlineData("localhost", 200)]
    public async Task A_host_that_is_not_ours_is_refused(string host, int status)
    {
        var answer = await service.Send(new(HttpMethod.Get, "/health/live") { Headers = { Host = host } });
        Assert.Equal((status, status == 200 ? null : "host_not_allowed"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("https://desk.example", 200)]
    public async Task Another_sites_page_is_refused_unless_it_is_listed(string origin, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/accounts");
        request.Headers.Add("Origin", origin);
        Assert.Equal(status, (await service.Send(request)).Status);
        var hub = HubClient.Connect(service.Address, options: o => o.SetRequestHeader("Origin", origin));
        if (status == 200)
            await (await hub).DisposeAsync();
        else
            Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<HttpRequestException>(() => hub)).StatusCode);
    }

    [Fact]
    public async Task The_pages_own_origin_is_welcome()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/accounts");
        request.Headers.Add("Origin", service.Address.GetLeftPart(UriPartial.Authority));
        (await service.Send(request)).IsOk();
        Assert.Equal(JsonValueKind.Undefined, (await service.Get("/metrics")).Json.ValueKind);
    }
}
