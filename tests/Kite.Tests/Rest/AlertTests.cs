using Kite.Rest;
using Kite.Tests.Fakes;

namespace Kite.Tests.Rest;

public class AlertTests
{
    static readonly PlaceAlert Alert = new()
    {
        Name = "NIFTY up", LhsExchange = "INDICES", LhsTradingsymbol = "NIFTY 50", Operator = ">=", RhsConstant = 27000.50m,
    };

    const string Made = """
        {"uuid":"550e8400-e29b","user_id":"XX0000","name":"NIFTY up","type":"ato","status":"enabled","disabled_reason":"","lhs_attribute":"LastTradedPrice",
         "lhs_exchange":"INDICES","lhs_tradingsymbol":"NIFTY 50","operator":">=","rhs_type":"constant","rhs_attribute":"","rhs_exchange":"","rhs_tradingsymbol":"",
         "rhs_constant":27000.5,"alert_count":3,"basket":{"items":[]},"created_at":"2025-11-11 09:20:01","updated_at":"2025-11-11 09:20:02"}
        """;

    [Fact]
    public async Task An_alert_against_a_constant_goes_out_as_a_form()
    {
        var (made, sent) = await Wire.AcceptedAsync(Made, c => c.PlaceAlertAsync(Clients.Token, Alert, default));
        Assert.Equal(
            "POST /alerts name=NIFTY up&type=simple&lhs_exchange=INDICES&lhs_tradingsymbol=NIFTY 50&lhs_attribute=LastTradedPrice&operator=>=&rhs_type=constant&rhs_constant=27000.5",
            sent);
        Assert.Equal(("550e8400-e29b", AlertTypes.Ato, 27000.5m, 3, """{"items":[]}"""), (made.Uuid, made.Type, made.RhsConstant, made.AlertCount, made.Basket));
        Assert.Equal(new DateTimeOffset(2025, 11, 11, 9, 20, 2, Ist.Offset), made.UpdatedAt);
    }

    [Fact]
    public async Task An_alert_against_an_instrument_names_it()
    {
        var alert = Alert with { RhsConstant = null, RhsExchange = "NSE", RhsTradingsymbol = "INFY", Type = AlertTypes.Ato, Basket = "{}" };
        var (_, sent) = await Wire.AcceptedAsync(Made, c => c.ModifyAlertAsync(Clients.Token, "u/1", alert, default));
        Assert.StartsWith("PUT /alerts/u%2F1 name=NIFTY up&type=ato&", sent, StringComparison.Ordinal);
        Assert.EndsWith("rhs_type=instrument&rhs_exchange=NSE&rhs_tradingsymbol=INFY&rhs_attribute=LastTradedPrice&basket={}", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_that_makes_no_sense_is_not_sent()
    {
        await Wire.RefusedAsync(c => c.PlaceAlertAsync(Clients.Token, Alert with { RhsConstant = null }, default));
        await Wire.RefusedAsync(c => c.PlaceAlertAsync(Clients.Token, Alert with { RhsTradingsymbol = "INFY" }, default));
        await Wire.RefusedAsync(c => c.PlaceAlertAsync(Clients.Token, Alert with { Type = AlertTypes.Ato }, default));
        await Wire.RefusedAsync(c => c.DeleteAlertsAsync(Clients.Token, [], default));
    }

    [Fact]
    public async Task Alerts_are_listed_read_and_deleted()
    {
        Assert.Equal("GET /alerts?status=enabled&page=2&page_size=50", (await Wire.AcceptedAsync($"[{Made}]", c => c.AlertsAsync(Clients.Token, "enabled", 2, 50, default))).Sent);
        Assert.Equal("GET /alerts", (await Wire.AcceptedAsync("[]", c => c.AlertsAsync(Clients.Token, null, null, null, default))).Sent);
        Assert.Equal("GET /alerts/u1", (await Wire.AcceptedAsync(Made, c => c.AlertAsync(Clients.Token, "u1", default))).Sent);
        var (done, sent) = await Wire.AcceptedAsync("null", c => c.DeleteAlertsAsync(Clients.Token, ["u1", "u2"], default));
        Assert.Equal((true, "DELETE /alerts?uuid=u1&uuid=u2"), (done, sent));
    }

    [Fact]
    public async Task The_history_tells_when_an_alert_fired()
    {
        var (firings, sent) = await Wire.AcceptedAsync(
            """[{"uuid":"u1","type":"simple","meta":[{"last_price":27001}],"condition":"x >= 27000","created_at":"2025-11-11 09:20:01","order_meta":null}]""",
            c => c.AlertHistoryAsync(Clients.Token, "u1", default));
        Assert.Equal("GET /alerts/u1/history", sent);
        var firing = Assert.Single(firings);
        Assert.Equal(("""[{"last_price":27001}]""", null, "x >= 27000"), (firing.Meta, firing.OrderMeta, firing.Condition));
    }

    [Theory]
    [InlineData("{\"status\":\"success\"}")]
    [InlineData("{\"status\":\"success\",\"data\":false}")]
    [InlineData("")]
    [InlineData("<html/>")]
    public async Task A_deletion_that_nobody_confirms_is_unknown(string answer) => await Wire.SendAsync(
        answer,
        async c => Assert.Equal(OutcomeKind.Unknown, (await c.DeleteAlertsAsync(Clients.Token, ["u1"], default)).Kind));

    [Theory]
    [InlineData(429, OutcomeKind.NotExecuted)]
    [InlineData(502, OutcomeKind.Unknown)]
    [InlineData(403, OutcomeKind.Rejected)]
    public async Task A_deletion_that_fails_ends_like_every_other_call(int status, OutcomeKind expected)
    {
        await using var broker = await WebBroker.AnsweringAsync(status, "<html/>", "text/html");
        Assert.Equal(expected, (await Clients.For(broker.Addresses).DeleteAlertsAsync(Clients.Token, ["u1"], default)).Kind);
    }
}
