using Kite.Rest;
using Kite.Tests.Fakes;

namespace Kite.Tests.Rest;

public class GttTests
{
    static readonly PlaceGttOrder Stop = new() { TransactionType = TransactionTypes.Sell, Quantity = 75, Product = Products.Nrml, Price = 90.00m };

    static readonly PlaceGtt Single = new()
    {
        Exchange = Exchanges.Nfo, Tradingsymbol = "M&M25NOV3000CE", TriggerValues = [95.5m], LastPrice = 120.05m, Orders = [Stop],
    };

    static readonly PlaceGtt TwoLeg = Single with { TriggerValues = [95.5m, 150], Orders = [Stop, Stop with { Price = 149.95m }] };

    [Fact]
    public async Task A_single_trigger_goes_out_as_JSON_in_a_form()
    {
        var (id, sent) = await Wire.AcceptedAsync("""{"trigger_id":123}""", c => c.PlaceGttAsync(Clients.Token, Single, default));
        Assert.Equal("123", id);
        Assert.Equal(
            """
            POST /gtt/triggers type=single&condition={"exchange":"NFO","tradingsymbol":"M\u0026M25NOV3000CE","trigger_values":[95.5],"last_price":120.05}&orders=[{"exchange":"NFO","tradingsymbol":"M\u0026M25NOV3000CE","transaction_type":"SELL","quantity":75,"order_type":"LIMIT","product":"NRML","price":90.00}]
            """,
            sent);
    }

    [Fact]
    public async Task A_change_replaces_a_trigger_in_full()
    {
        var (id, sent) = await Wire.AcceptedAsync("""{"trigger_id":"123"}""", c => c.ModifyGttAsync(Clients.Token, "12/3", TwoLeg, default));
        Assert.Equal("123", id);
        Assert.StartsWith("PUT /gtt/triggers/12%2F3 type=two-leg&condition=", sent, StringComparison.Ordinal);
        Assert.Contains("\"trigger_values\":[95.5,150]", sent, StringComparison.Ordinal);
        Assert.EndsWith("\"price\":149.95}]", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deletion_names_the_trigger()
    {
        var (id, sent) = await Wire.AcceptedAsync("""{"trigger_id":123}""", c => c.DeleteGttAsync(Clients.Token, "123", default));
        Assert.Equal(("123", "DELETE /gtt/triggers/123"), (id, sent));
    }

    public static TheoryData<PlaceGtt> Faults =>
    [
        Single with { TriggerValues = [] },
        Single with { TriggerValues = [1, 2, 3], Orders = [Stop, Stop, Stop] },
        Single with { Orders = [] },
        TwoLeg with { TriggerValues = [150, 95.5m] },
        TwoLeg with { TriggerValues = [95.5m, 95.5m] },
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_trigger_that_makes_no_sense_is_not_sent(PlaceGtt trigger)
    {
        await Wire.RefusedAsync(c => c.PlaceGttAsync(Clients.Token, trigger, default));
        await Wire.RefusedAsync(c => c.ModifyGttAsync(Clients.Token, "1", trigger, default));
    }

    [Fact]
    public async Task An_answer_without_an_id_leaves_open_whether_the_trigger_is_there() => await Wire.SendAsync(
        """{"status":"success","data":{}}""",
        async c => Assert.Equal(OutcomeKind.Unknown, (await c.PlaceGttAsync(Clients.Token, Single, default)).Kind));

    [Fact]
    public async Task A_triggered_one_tells_what_became_of_its_orders()
    {
        var (gtt, sent) = await Wire.AcceptedAsync(
            """
            {"id":112127,"user_id":"XX0000","parent_trigger":null,"type":"two-leg","created_at":"2025-11-11 09:20:01","updated_at":"2025-11-11 09:30:00",
             "expires_at":"2026-11-11 09:20:01","status":"triggered",
             "condition":{"exchange":"NSE","last_price":102.6,"tradingsymbol":"RAIN","trigger_values":[102.0,103.7],"instrument_token":3926273},
             "orders":[{"exchange":"NSE","tradingsymbol":"RAIN","product":"CNC","order_type":"LIMIT","transaction_type":"SELL","quantity":1,"price":1,"result":null},
              {"exchange":"NSE","tradingsymbol":"RAIN","product":"CNC","order_type":"LIMIT","transaction_type":"SELL","quantity":1,"price":1,
               "result":{"account_id":"XX0000","exchange":"NSE","tradingsymbol":"RAIN","validity":"DAY","product":"CNC","order_type":"LIMIT",
                "transaction_type":"SELL","quantity":1,"price":1,"meta":"{\"app_id\":12617}","timestamp":"2025-11-11 09:30:00","triggered_at":103.7,
                "order_result":{"status":"failed","order_id":"","rejection_reason":"Your order price is lower than the circuit limit."}}}],
             "meta":{"rejection_reason":null}}
            """,
            c => c.GttAsync(Clients.Token, "112127", default));
        Assert.Equal("GET /gtt/triggers/112127", sent);
        Assert.Equal(("112127", GttTypes.TwoLeg, GttStatus.Triggered), (gtt.Id, gtt.Type, gtt.Status));
        Assert.Equal([102.0m, 103.7m], gtt.Condition.TriggerValues);
        Assert.Equal((102.6m, 3926273u), (gtt.Condition.LastPrice, gtt.Condition.InstrumentToken));
        Assert.Equal(new DateTimeOffset(2026, 11, 11, 9, 20, 1, Ist.Offset), gtt.ExpiresAt);
        Assert.Null(gtt.Orders[0].Result);
        var result = gtt.Orders[1].Result!;
        Assert.Equal((103.7m, "failed", """{"app_id":12617}"""), (result.TriggeredAt, result.OrderResult.Status, result.Meta));
        Assert.Contains("circuit", result.OrderResult.RejectionReason, StringComparison.Ordinal);
        Assert.Equal("""{"rejection_reason":null}""", gtt.Meta);
    }

    [Fact]
    public async Task Rows_of_the_list_may_lack_fields()
    {
        var (list, sent) = await Wire.AcceptedAsync("""[{"id":1,"status":"active","condition":null,"orders":null,"meta":null},null]""", c => c.GttsAsync(Clients.Token, default));
        Assert.Equal("GET /gtt/triggers", sent);
        var gtt = Assert.Single(list);
        Assert.Empty(gtt.Condition.TriggerValues);
        Assert.Empty(gtt.Orders);
        Assert.Null(gtt.Meta);
    }
}
