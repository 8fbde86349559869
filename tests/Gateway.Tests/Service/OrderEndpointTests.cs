using System.Text.Json;
using Gateway.Tests.Support;

namespace Gateway.Tests.Service;

[Collection(nameof(Support.Service))]
public class OrderEndpointTests(Support.Service service)
{
    static int keys;

    static string NewKey() => $"order-tests.{Interlocked.Increment(ref keys)}";

    Task<Dictionary<string, object?>> Buy() => service.BuyBelowMarket();

    async Task<Answer> Placed(string key) => (await service.Post("/api/v1/orders?wait_ms=20000", await Buy(), key)).IsOk(201);

    [Fact]
    public async Task An_order_is_placed_read_listed_and_cancelled()
    {
        var key = NewKey();
        var placed = await Placed(key);
        Assert.Equal(
            ["id", "client_order_id", "owner", "account", "mode", "status", "order_id", "tag", "exchange", "tradingsymbol", "transaction_type", "order_type", "product", "quantity", "price", "validity",
             "market_protection", "resend_if_absent", "variety", "trigger_price", "validity_ttl", "disclosed_quantity", "iceberg_legs", "iceberg_quantity", "autoslice",
             "deadline_ms", "pool", "modifications", "parent_id", "filled_quantity", "average_price", "message", "existing", "created_at", "updated_at", "version", "slices", "history"],
            placed.Names);
        var id = placed.Json.GetProperty("id").GetString();
        Assert.Equal($"/api/v1/orders/{id}", placed.Headers["Location"]);
        Assert.Equal((key, "local", "simulated", false), (placed.Json.GetProperty("client_order_id").GetString(), placed.Json.GetProperty("owner").GetString(), placed.Json.GetProperty("mode").GetString(), placed.Json.GetProperty("existing").GetBoolean()));

        var open = await Eventually.Until(() => service.Get($"/api/v1/orders/{id}"), o => o.Json.GetProperty("status").GetString() == "open", "the order to be open");
        Assert.Equal(JsonValueKind.String, open.Json.GetProperty("order_id").ValueKind);
        Assert.Equal("received", open.Json.GetProperty("history")[0].GetProperty("status").GetString() is var first && first is "received" or "intent_recorded" ? "received" : first);
        Assert.Contains((await service.Get("/api/v1/orders?status=open&account=sim&limit=500")).IsOk().Json.GetProperty("orders").EnumerateArray(), o => o.GetProperty("id").GetString() == id);

        (await service.Send(new(HttpMethod.Delete, $"/api/v1/orders/{id}"))).IsOk();
        await Eventually.Until(() => service.Get($"/api/v1/orders/{id}"), o => o.Json.GetProperty("status").GetString() == "cancelled", "the order to be cancelled");
        var again = (await service.Send(new(HttpMethod.Delete, $"/api/v1/orders/{id}"))).IsOk();
        Assert.Equal("cancelled", again.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_repeat_is_answered_with_what_is_stored_and_another_payload_is_a_conflict()
    {
        var (key, body) = (NewKey(), await Buy());
        var placed = (await service.Post("/api/v1/orders?wait_ms=20000", body, key)).IsOk(201);
        var replay = (await service.Post("/api/v1/orders", body, key)).IsOk(200);
        Assert.True(replay.Json.GetProperty("existing").GetBoolean());
        Assert.Equal(placed.Json.GetProperty("id").GetString(), replay.Json.GetProperty("id").GetString());
        body["quantity"] = (int)body["quantity"]! * 2;
        var conflict = await service.Post("/api/v1/orders", body, key);
        Assert.Equal((409, "application/problem+json"), (conflict.Status, conflict.Type));
        Assert.NotNull(conflict.Code);
    }

    [Fact]
    public async Task A_client_that_does_not_wait_is_told_where_to_look()
    {
        var answer = await service.Post("/api/v1/orders?wait_ms=0", await Buy(), NewKey());
        Assert.Contains(answer.Status, new[] { 201, 202 });
        Assert.Equal("/api/v1/orders/" + answer.Json.GetProperty("id").GetString(), answer.Headers["Location"]);
        (await service.Get(answer.Headers["Location"])).IsOk();
    }

    [Theory]
    [InlineData("quantity", 1, "lot_size", "quantity")]
    [InlineData("price", 100.01, "tick_size", "price")]
    [InlineData("transaction_type", "HOLD", "invalid_transaction_type", "transaction_type")]
    [InlineData("product", "CNC", "invalid_product", "product")]
    [InlineData("validity", "GTD", "invalid_validity", "validity")]
    public async Task A_broken_rule_is_named_and_nothing_is_stored(string field, object value, string code, string culprit)
    {
        var (key, body) = (NewKey(), await Buy());
        body[field] = value;
        (await service.Post("/api/v1/orders", body, key)).IsProblem(422, code, culprit);
        Assert.DoesNotContain((await service.Get("/api/v1/orders?limit=500")).Json.GetProperty("orders").EnumerateArray(), o => o.GetProperty("client_order_id").GetString() == key);
    }

    [Fact]
    public async Task An_unknown_instrument_has_neighbours()
    {
        var body = await Buy();
        body["tradingsymbol"] = ((string)body["tradingsymbol"]!).Replace("CE", "CX", StringComparison.Ordinal);
        var answer = await service.Post("/api/v1/orders", body, NewKey());
        Assert.Equal("unknown_instrument", answer.Code);
        Assert.Contains(answer.Status, new[] { 404, 422 });
        Assert.NotEqual(0, answer.Json.GetProperty("nearest").GetArrayLength());
    }

    [Theory]
    [InlineData("exchange")]
    [InlineData("tradingsymbol")]
    [InlineData("transaction_type")]
    [InlineData("order_type")]
    [InlineData("product")]
    [InlineData("quantity")]
    public async Task A_missing_field_is_named(string field)
    {
        var body = await Buy();
        body.Remove(field);
        (await service.Post("/api/v1/orders", body, NewKey())).IsProblem(400, "missing_field", field);
    }

    [Theory]
    [InlineData("{\"quantity\": 75, \"prize\": 1}", 400, "unknown_field", "prize")]
    [InlineData("{\"quantity\": \"75\"}", 400, "malformed_field", "quantity")]
    [InlineData("not json", 400, "malformed_json", null)]
    public async Task A_body_that_cannot_be_read_is_refused(string body, int status, string code, string? field) =>
        (await service.PostText("/api/v1/orders", body, NewKey())).IsProblem(status, code, field);

    [Fact]
    public async Task A_body_of_another_type_or_size_is_refused()
    {
        (await service.PostText("/api/v1/orders", "{}", NewKey(), "text/plain")).IsProblem(415, "not_json");
        (await service.PostText("/api/v1/orders", new string(' ', 70_000), NewKey())).IsProblem(413, "body_too_large");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Without_a_good_key_nothing_is_placed(string? key) =>
        (await service.Post("/api/v1/orders", await Buy(), key)).IsProblem(400, "malformed_idempotency_key", "Idempotency-Key");

    [Theory]
    [InlineData("-1")]
    [InlineData("30001")]
    [InlineData("soon")]
    public async Task A_wait_that_cannot_be_is_named(string wait) =>
        (await service.Post($"/api/v1/orders?wait_ms={wait}", await Buy(), NewKey())).IsProblem(400, "malformed_wait_ms", "wait_ms");

    [Theory]
    [InlineData("status=sold", "malformed_status", "status")]
    [InlineData("limit=501", "malformed_limit", "limit")]
    [InlineData("cursor=latest", "malformed_cursor", "cursor")]
    public async Task A_list_that_cannot_be_asked_for_is_named(string query, string code, string field) => (await service.Get("/api/v1/orders?" + query)).IsProblem(400, code, field);

    [Fact]
    public async Task Lists_page_newest_first_without_gap_or_repeat()
    {
        for (var i = 0; i < 3; i++)
            await Placed(NewKey());
        var all = (await service.Get("/api/v1/orders?limit=500")).IsOk().Json.GetProperty("orders").EnumerateArray().Select(o => o.GetProperty("id").GetString()!).ToList();
        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await service.Get($"/api/v1/orders?limit=2{cursor}")).IsOk();
            Assert.Equal(["orders", "next_cursor"], page.Names);
            seen.AddRange(page.Json.GetProperty("orders").EnumerateArray().Select(o => o.GetProperty("id").GetString()!));
            cursor = page.Json.GetProperty("next_cursor").GetString() is { } next ? "&cursor=" + Uri.EscapeDataString(next) : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task An_order_that_does_not_exist_is_not_found()
    {
        (await service.Get("/api/v1/orders/onone")).IsProblem(404, "unknown_order", "id");
        (await service.Send(new(HttpMethod.Delete, "/api/v1/orders/onone"))).IsProblem(404, "unknown_order", "id");
    }
}
