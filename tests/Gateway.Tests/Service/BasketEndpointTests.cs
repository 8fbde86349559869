using Gateway.Tests.Support;

namespace Gateway.Tests.Service;

[Collection(nameof(Support.Service))]
public class BasketEndpointTests(Support.Service service)
{
    static int s_keys;

    static string NewKey() => $"basket-tests.{Interlocked.Increment(ref s_keys)}";

    async Task<Answer> Until(string id, string status) =>
        await Eventually.Until(() => service.Get($"/api/v1/baskets/{id}"), b => b.Json.GetProperty("status").GetString() == status, $"the basket to be {status}");

    [Fact]
    public async Task A_basket_is_placed_read_listed_and_cancelled()
    {
        var (key, leg) = (NewKey(), await service.BuyBelowMarket());
        var body = new { account = "sim", legs = new[] { leg, leg } };
        var placed = (await service.Post("/api/v1/baskets?wait_ms=20000", body, key)).IsOk(202);
        Assert.Equal(
            ["id", "client_basket_id", "owner", "account", "kind", "status", "message", "margin", "legs", "existing", "created_at", "updated_at", "version"], placed.Names);
        var id = placed.Json.GetProperty("id").GetString()!;
        Assert.Equal($"/api/v1/baskets/{id}", placed.Headers["Location"]);
        Assert.True(placed.Json.GetProperty("margin").GetDecimal() > 0);
        var working = await Until(id, "working");
        Assert.All(working.Json.GetProperty("legs").EnumerateArray(), l => Assert.Equal("open", l.GetProperty("status").GetString()));
        Assert.True((await service.Post("/api/v1/baskets", body, key)).IsOk(202).Json.GetProperty("existing").GetBoolean());
        Assert.Contains((await service.Get("/api/v1/baskets?limit=500")).IsOk().Json.GetProperty("baskets").EnumerateArray(), b => b.GetProperty("id").GetString() == id);

        await service.Send(new(HttpMethod.Delete, $"/api/v1/baskets/{id}"));
        await Until(id, "cancelled");
        (await service.Send(new(HttpMethod.Delete, $"/api/v1/baskets/{id}"))).IsOk(207);
        (await service.Post("/api/v1/baskets", new { legs = new[] { leg } }, key)).IsProblem(409, "idempotency_conflict", "idempotency_key");
    }

    [Fact]
    public async Task What_is_wrong_with_a_leg_is_said_with_its_place()
    {
        var leg = await service.BuyBelowMarket();
        var odd = new Dictionary<string, object?>(leg) { ["quantity"] = 1 };
        var bare = new Dictionary<string, object?>(leg);
        bare.Remove("product");
        (await service.Post("/api/v1/baskets", new { legs = new[] { leg, odd } }, NewKey())).IsProblem(422, "lot_size", "legs[1].quantity");
        (await service.Post("/api/v1/baskets", new { legs = new[] { leg, bare } }, NewKey())).IsProblem(400, "missing_field", "legs[1].product");
        (await service.Post("/api/v1/baskets", new { legs = new[] { leg, null } }, NewKey())).IsProblem(400, "missing_field", "legs[1]");
        (await service.Post("/api/v1/baskets", new { kind = "oco", legs = new[] { leg } }, NewKey())).IsProblem(422, "oco_legs", "legs");
        (await service.Post("/api/v1/baskets", new { execution = "sideways", legs = new[] { leg } }, NewKey())).IsProblem(400, "malformed_field", "execution");
        (await service.Post("/api/v1/baskets", new { legs = new[] { leg } })).IsProblem(400, "malformed_idempotency_key", "Idempotency-Key");
        (await service.Get("/api/v1/baskets/b1")).IsProblem(404, "unknown_basket", "id");
        (await service.Get("/api/v1/baskets?cursor=x")).IsProblem(400, "malformed_cursor", "cursor");
    }

    [Fact]
    public async Task The_old_service_s_batch_is_all_or_nothing()
    {
        var leg = await service.BuyBelowMarket();
        var placed = (await service.Post("/orders/batch", new[] { leg, leg })).IsOk(200).Json.GetProperty("results").EnumerateArray().ToList();
        Assert.All(placed, r => Assert.Equal("OPEN", r.GetProperty("status").GetString()));
        var odd = new Dictionary<string, object?>(leg) { ["quantity"] = 1 };
        var failed = (await service.Post("/orders/batch", new[] { leg, odd })).IsOk(207).Json.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["ROLLED_BACK", "FAILED"], failed.Select(r => r.GetProperty("status").GetString()));
    }
}
