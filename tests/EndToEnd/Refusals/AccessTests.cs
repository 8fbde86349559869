using System.Net;
using System.Net.WebSockets;
using EndToEnd.Orders;
using EndToEnd.Support;

namespace EndToEnd.Refusals;

/// <summary>Who may do what: keys and scopes, names and pages.</summary>
public sealed class AccessTests
{
    const string Listens = "Orleans.Ticker listens on ";

    [Fact]
    public async Task On_an_address_that_others_reach_a_key_is_needed_and_its_scopes_count()
    {
        using var folder = new TemporaryFolder();
        var trader = await CreateKey(folder.At("data"), "desk-1", "read,trade");
        var reader = await CreateKey(folder.At("data"), "screen-1", "read");
        await using var service = ServiceProcess.Launch([], $"http://0.0.0.0:{ServiceProcess.FreePort()}", folder.At("data"));
        var line = await service.Line("the address", l => l.StartsWith(Listens, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        var address = new Uri($"http://127.0.0.1:{new Uri(line[Listens.Length..]).Port}/");
        using var nobody = new ServiceClient(address);
        using var stranger = new ServiceClient(address, new string(trader.Reverse().ToArray()));
        using var withRead = new ServiceClient(address, reader);
        using var withTrade = new ServiceClient(address, trader);
        await Eventually.Becomes("the service with keys", "ready", () => nobody.Get("/health/ready"), a => a.Status == 200, TimeSpan.FromSeconds(60));

        foreach (var client in new[] { nobody, stranger })
        {
            var refused = await client.Get("/api/v1/chains/NIFTY");
            Assert.Equal((401, "key_required"), (refused.Status, refused.Code));
        }

        Assert.Equal(200, (await withRead.Get("/api/v1/chains/NIFTY")).Status);
        var order = Sample.Limit(await Sample.Contract(withTrade));
        var unscoped = await withRead.Place("reader", order);
        Assert.Equal((403, "scope_missing"), (unscoped.Status, unscoped.Code));
        var placed = await withTrade.Place("trader", order);
        Assert.Equal(201, placed.Status);
        Assert.Equal("desk-1", placed.Json.GetProperty("owner").GetString());
        // Somebody else's order does not exist for a reader.
        Assert.Equal(0, (await withRead.Get("/api/v1/orders")).Json.GetProperty("orders").GetArrayLength());
        Assert.Equal(404, (await withRead.Get("/api/v1/orders/" + placed.Json.GetProperty("id").GetString())).Status);
        await AssertHubWantsKey(address, reader);
        Assert.DoesNotContain(service.Output.Concat(service.Errors), l => l.Contains(trader, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_name_or_another_sites_page_is_turned_away_from_rest_and_hub()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.Start(folder.At("data"));
        var own = service.Address.GetLeftPart(UriPartial.Authority);

        var host = await service.Client.Get("/api/v1/underlyings", ("Host", "rebound.example.com"));
        Assert.Equal((400, "host_not_allowed"), (host.Status, host.Code));
        var origin = await service.Client.Get("/api/v1/underlyings", ("Origin", "https://elsewhere.example.com"));
        Assert.Equal((403, "origin_not_allowed"), (origin.Status, origin.Code));
        Assert.Equal(200, (await service.Client.Get("/api/v1/underlyings", ("Origin", own))).Status);

        Assert.Equal(HttpStatusCode.Forbidden, await Handshake(service.Address, "Origin", "https://elsewhere.example.com"));
        Assert.Equal(HttpStatusCode.Forbidden, await Handshake(service.Address, "Origin", "null"));
        Assert.Equal(HttpStatusCode.BadRequest, await Handshake(service.Address, "Host", "rebound.example.com"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await Handshake(service.Address, "Origin", own));
    }

    static async Task AssertHubWantsKey(Uri address, string key)
    {
        var asks = new[] { new { name = "nifty", underlying = "NIFTY" } };
        var without = Assert.Single(await NodeScript.Run("refusals.mjs", new { url = address, asks }, TimeSpan.FromSeconds(20)));
        Assert.Equal("not-connected", without.GetProperty("fact").GetString());
        Assert.Contains("401", without.GetProperty("message").GetString(), StringComparison.Ordinal);
        var with = Assert.Single(await NodeScript.Run("refusals.mjs", new { url = address, key, asks }, TimeSpan.FromSeconds(20)));
        Assert.Equal("served", with.GetProperty("fact").GetString());
    }

    static async Task<HttpStatusCode> Handshake(Uri address, string header, string value)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader(header, value);
        try
        {
            await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/hubs/market" }.Uri, CancellationToken.None);
        }
        catch (WebSocketException) when (socket.HttpStatusCode != default)
        {
            // The refusal is the answer.
        }

        return socket.HttpStatusCode;
    }

    static async Task<string> CreateKey(string data, string name, string scopes)
    {
        await using var command = ServiceProcess.Launch(["keys", "create", name, "--scopes", scopes], "http://127.0.0.1:0", data);
        Assert.True(await command.Exit() == 0, command.Transcript);
        return await Eventually.Becomes("the new key", "a line of its own", () => command.Output.Count > 1 ? command.Output[^1].Trim() : "", l => l.Length > 20);
    }
}
