using System.Text.Json;
using EndToEnd.Orders;
using EndToEnd.Support;

namespace EndToEnd.Refusals;

/// <summary>What a client gets wrong is named, and neither stored nor sent.</summary>
[Collection(OneService.Name)]
public sealed class BadRequestTests(RunningService running)
{
    [Theory]
    [InlineData("/api/v1/chains/NIFTI", "unknown_underlying", "underlying", "NIFTY")]
    [InlineData("/api/v1/chains/NIFTY?expiry=2025-11-26", "unknown_expiry", "expiry", "2025-11-25")]
    [InlineData("/api/v1/instruments/NFO:NIFTY25NOV26000XE", "unknown_instrument", "instrument", "NFO:NIFTY25NOV26000CE")]
    [InlineData("/api/v1/instruments/NFO:NIFTY25NOV26000C/quote", "unknown_instrument", "instrument", "NFO:NIFTY25NOV26000CE")]
    public async Task What_does_not_exist_is_not_found_and_the_nearest_names_are_given(string path, string code, string field, string nearest)
    {
        var answer = await running.Client.Get(path);

        Assert.Equal((404, code, field), (answer.Status, answer.Code, answer.Field));
        Assert.Contains(nearest, answer.Json.GetProperty("nearest").EnumerateArray().Select(n => n.GetString()));
        Assert.Contains(nearest, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/chains/NIFTY?expiry=25-11-2025", "malformed_expiry", "expiry")]
    [InlineData("/api/v1/chains/NIFTY?expiry=2025-13-01", "malformed_expiry", "expiry")]
    [InlineData("/api/v1/instruments?limit=0", "malformed_limit", "limit")]
    [InlineData("/api/v1/instruments?limit=many", "malformed_limit", "limit")]
    [InlineData("/api/v1/orders?status=done", "malformed_status", "status")]
    public async Task What_cannot_be_read_is_named(string path, string code, string field)
    {
        var answer = await running.Client.Get(path);

        Assert.Equal((400, code, field), (answer.Status, answer.Code, answer.Field));
    }

    [Fact]
    public async Task An_unknown_instrument_is_not_subscribed_to()
    {
        var answer = await running.Client.Put("/api/v1/subscriptions/NFO:NIFTY25NOV26000XE");

        Assert.Equal((404, "unknown_instrument"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_order_that_breaks_a_rule_is_refused_with_the_rule_and_the_field()
    {
        var contract = await Sample.Contract(running.Client);
        (string Field, object? Value, int Status, string Code)[] cases =
        [
            ("quantity", contract.Lot + 1, 422, "lot_size"),
            ("quantity", 0, 422, "invalid_quantity"),
            ("quantity", contract.Lot * 10_000, 422, "freeze_quantity"),
            ("price", contract.Price + 0.03m, 422, "tick_size"),
            ("price", 1_000_000m, 422, "circuit_limit"),
            ("price", null, 422, "invalid_price"),
            ("transaction_type", "HOLD", 422, "invalid_transaction_type"),
            ("order_type", "ICEBERG", 422, "invalid_order_type"),
            ("product", "CNC", 422, "invalid_product"),
            ("account", "nobody", 422, "unknown_account"),
            ("tradingsymbol", "NIFTY25NOV26000XE", 404, "unknown_instrument"),
            ("tradingsymbol", null, 400, "missing_field"),
            ("prise", 1, 400, "unknown_field"),
            ("quantity", "75", 400, "malformed_field"),
            ("quantity", 75.5, 400, "malformed_field"),
        ];
        foreach (var (field, value, status, code) in cases)
        {
            var order = new Dictionary<string, object?>
            {
                ["exchange"] = "NFO", ["tradingsymbol"] = contract.Tradingsymbol, ["transaction_type"] = "BUY", ["order_type"] = "LIMIT", ["product"] = "NRML",
                ["quantity"] = contract.Lot, ["price"] = contract.Price, [field] = value,
            };
            var answer = await running.Client.Place($"refused-{code}", order);
            Assert.True((status, code, field) == (answer.Status, answer.Code, answer.Field), $"{JsonSerializer.Serialize(order)} was answered with {answer}, not with {status} {code} {field}.");
            Assert.EndsWith(".", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        await AssertNothingStored();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("semi;colon")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task An_order_without_a_usable_idempotency_key_is_refused(string? key)
    {
        var answer = await running.Client.Place(key, Sample.Limit(await Sample.Contract(running.Client)));

        Assert.Equal((400, "malformed_idempotency_key", "Idempotency-Key"), (answer.Status, answer.Code, answer.Field));
        await AssertNothingStored();
    }

    [Theory]
    [InlineData("{", 400, "malformed_json")]
    [InlineData("null", 400, "malformed_json")]
    [InlineData("[]", 400, "malformed_json")]
    [InlineData("""{"quantity":1,"quantity":2}""", 400, "duplicate_field")]
    public async Task A_body_that_is_no_order_is_refused(string body, int status, string code)
    {
        var answer = await running.Client.Send(HttpMethod.Post, "/api/v1/orders", body, ("Idempotency-Key", "no-order"));

        Assert.Equal((status, code), (answer.Status, answer.Code));
        await AssertNothingStored();
    }

    [Fact]
    public async Task A_body_beyond_its_limit_is_refused()
    {
        var answer = await running.Client.Send(HttpMethod.Post, "/api/v1/orders", $$"""{"tradingsymbol":"{{new string('X', 100_000)}}"}""", ("Idempotency-Key", "large"));

        Assert.Equal((413, "body_too_large"), (answer.Status, answer.Code));
        await AssertNothingStored();
    }

    /// <summary>Nothing is sent before it is stored, so an empty list means that nothing was sent.</summary>
    async Task AssertNothingStored() => Assert.Equal(0, (await running.Client.Get("/api/v1/orders")).Json.GetProperty("orders").GetArrayLength());
}
