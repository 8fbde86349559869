using Gateway.Tests.Support;
using Kite;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Service;

[Collection(nameof(Support.Service))]
public class DeskEndpointTests(Support.Service service)
{
    static int keys;

    static string NewKey() => $"desk-tests.{Interlocked.Increment(ref keys)}";

    async Task<Dictionary<string, object?>> Buy()
    {
        var chain = (await service.Get("/api/v1/chains/NIFTY")).IsOk().Json;
        var atm = chain.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("strike").GetDecimal() == chain.GetProperty("atm_strike").GetDecimal()).GetProperty("call");
        var instrument = atm.GetProperty("instrument").GetString()!;
        var lot = (await service.Get("/api/v1/instruments/" + instrument)).Json.GetProperty("lot_size").GetInt32();
        return new()
        {
            ["exchange"] = "NFO", ["tradingsymbol"] = instrument[4..], ["transaction_type"] = "BUY", ["order_type"] = "LIMIT", ["product"] = "NRML", ["quantity"] = lot,
            ["price"] = Math.Round(atm.GetProperty("ltp").GetDecimal() * 0.7m, 0),
        };
    }

    Task<Answer> Patch(string id, object body, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/orders/" + id) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return service.Send(request);
    }

    async Task<string> Open()
    {
        var placed = (await service.Post("/api/v1/orders?wait_ms=20000", await Buy(), NewKey())).IsOk(201);
        var id = placed.Json.GetProperty("id").GetString()!;
        await Eventually.Until(() => service.Get($"/api/v1/orders/{id}"), o => o.Json.GetProperty("status").GetString() == "open", "the order to be open");
        return id;
    }

    [Fact]
    public async Task An_order_is_modified_once_for_a_key()
    {
        var id = await Open();
        var price = (await service.Get($"/api/v1/orders/{id}")).Json.GetProperty("price").GetDecimal() + 1;
        var key = NewKey();
        (await Patch(id, new { price }, null)).IsProblem(400, "malformed_idempotency_key", "Idempotency-Key");
        (await Patch(id, new { prize = 1 }, key)).IsProblem(400, "unknown_field", "prize");
        (await Patch(id, new { price }, key)).IsOk();
        await Eventually.Until(() => service.Get($"/api/v1/orders/{id}"), o => o.Json.GetProperty("price").GetDecimal() == price && o.Json.GetProperty("status").GetString() == "open", "the new price");
        Assert.Equal(1, (await Patch(id, new { price }, key)).IsOk().Json.GetProperty("modifications").GetInt32());
        (await Patch(id, new { price = price + 1 }, key)).IsProblem(409, "idempotency_conflict", "idempotency_key");
        (await Patch("onothing", new { price }, key)).IsProblem(404, "unknown_order", "id");
    }

    [Fact]
    public async Task The_paths_of_the_replaced_service_still_work()
    {
        var body = await Buy();
        var placed = (await service.Post("/orders/place", body)).IsOk();
        Assert.Equal(["order_id", "status", "task_id", "account_id", "account_used", "message"], placed.Names);
        var again = (await service.Post("/orders/place", body)).IsOk();
        Assert.Equal(placed.Json.GetProperty("task_id").GetString(), again.Json.GetProperty("task_id").GetString());
        Assert.Contains("existing task", again.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        var id = placed.Json.GetProperty("order_id").GetString();
        var changed = new HttpRequestMessage(HttpMethod.Put, $"/orders/{id}/modify") { Content = System.Net.Http.Json.JsonContent.Create(new { price = (decimal)body["price"]! + 1 }) };
        (await service.Send(changed)).IsOk();
        (await service.Send(new(HttpMethod.Delete, $"/orders/{id}/cancel"))).IsOk();
    }

    [Fact]
    public async Task The_portfolio_is_shown_with_its_drift_and_foreign_orders_are_told_apart()
    {
        Assert.Equal(["account", "net", "day", "drift"], (await service.Get("/api/v1/portfolio/positions")).IsOk().Names);
        (await service.Get("/portfolio/positions")).IsOk();
        (await service.Get("/portfolio/holdings")).IsOk();
        (await service.Get("/api/v1/portfolio/margins")).IsOk();
        Assert.Equal(["account", "orders"], (await service.Get("/api/v1/orders?foreign=true")).IsOk().Names);
        (await service.Get("/api/v1/portfolio/positions?account=nobody")).IsProblem(404, "unknown_account", "account");
    }

    [Fact]
    public async Task A_postback_needs_the_brokers_checksum_and_nothing_else()
    {
        const string Timestamp = "2025-11-21 12:00:00";
        var secret = service.App.Services.GetRequiredService<Grains.Accounts.AccountRegistry>().Primary.ApiSecret;
        (await service.Post("/callback/kite/postback", new { order_id = "1", order_timestamp = Timestamp, checksum = KiteChecksum.Postback("1", Timestamp, secret), status = "COMPLETE" })).IsOk();
        (await service.Post("/callback/kite/postback", new { order_id = "2", order_timestamp = Timestamp, checksum = KiteChecksum.Postback("1", Timestamp, secret) })).IsProblem(403, "postback_refused");
        (await service.Post("/callback/kite/postback", new { order_id = "1" })).IsProblem(400, "malformed_postback");
        (await service.PostText("/callback/kite/postback", "no json", null)).IsProblem(400, "malformed_postback");
    }

    [Fact]
    public async Task Dead_letters_are_listed_and_what_is_none_is_not_resolved()
    {
        Assert.Equal(["dead_letters", "next_cursor"], (await service.Get("/api/v1/dead-letters")).IsOk().Names);
        (await service.Post("/api/v1/dead-letters/onothing/resolve", new { action = "drop" })).IsProblem(404, "unknown_dead_letter", "id");
        var id = await Open();
        Assert.Equal((409, "not_dead_lettered"), (await service.Post($"/api/v1/dead-letters/{id}/resolve", new { action = "drop" })) is var answer ? (answer.Status, answer.Code) : default);
        (await service.Post($"/api/v1/dead-letters/{id}/resolve", new { })).IsProblem(400, "missing_field", "action");
    }
}

/// <summary>In a service of its own: it stops everybody else's orders.</summary>
public sealed class KillSwitchEndpointTests
{
    [Fact]
    public async Task The_kill_switch_is_set_and_read()
    {
        var service = new Support.Service();
        await service.InitializeAsync();
        try
        {
            (await service.Post("/api/v1/kill-switch", new { })).IsProblem(400, "missing_field", "engaged");
            (await service.Post("/api/v1/kill-switch", new { engaged = true, account = "nobody" })).IsProblem(404, "unknown_account", "account");
            var set = (await service.Post("/api/v1/kill-switch", new { engaged = true, cancel_open = true, reason = "test" })).IsOk();
            Assert.True(set.Json.GetProperty("stored").GetBoolean());
            Assert.True((await service.Get("/api/v1/kill-switch")).IsOk().Json.GetProperty("switches")[0].GetProperty("engaged").GetBoolean());
            var body = new { exchange = "NFO", tradingsymbol = "X", transaction_type = "BUY", order_type = "LIMIT", product = "NRML", quantity = 1, price = 1 };
            (await service.Post("/api/v1/kill-switch", new { engaged = false })).IsOk();
            Assert.Equal(404, (await service.Post("/api/v1/orders", body, "after")).Status);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }
}
