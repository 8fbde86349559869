using System.Text.Json;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Orders;

/// <summary>Orders and trades as the broker writes them.</summary>
internal static class OrderJson
{
    public static object Of(OrderRow row)
    {
        var fields = Fields(row);
        fields["account_id"] = row.UserId;
        fields["modified"] = false;
        fields["validity_ttl"] = row.ValidityMinutes;
        return fields;
    }

    /// <summary>The text frame that tells a user's sockets: the fields of a postback, with a checksum that means nothing here.</summary>
    public static string Event(OrderRow row) => JsonSerializer.Serialize(new { type = "order", data = Postback(row, "") });

    /// <summary>What is posted to the app's address.</summary>
    public static Dictionary<string, object?> Postback(OrderRow row, string checksum)
    {
        var fields = Fields(row);
        fields["user_id"] = row.UserId;
        fields["unfilled_quantity"] = row.Open;
        fields["app_id"] = 1;
        fields["checksum"] = checksum;
        return fields;
    }

    static Dictionary<string, object?> Fields(OrderRow row)
    {
        var fields = new Dictionary<string, object?>
        {
            ["placed_by"] = row.UserId,
            ["order_id"] = row.OrderId,
            ["exchange_order_id"] = row.ExchangeOrderId,
            ["parent_order_id"] = row.ParentOrderId,
            ["status"] = row.Status,
            ["status_message"] = row.StatusMessage,
            ["status_message_raw"] = row.StatusMessage,
            ["order_timestamp"] = Ist.Stamp(row.OrderTime),
            ["exchange_update_timestamp"] = Ist.Stamp(row.ExchangeTime),
            ["exchange_timestamp"] = Ist.Stamp(row.ExchangeTime),
            ["variety"] = row.Variety,
            ["exchange"] = row.Exchange,
            ["tradingsymbol"] = row.Symbol,
            ["instrument_token"] = row.Token,
            ["order_type"] = row.OrderType,
            ["transaction_type"] = Side(row.Buy),
            ["validity"] = row.Validity,
            ["product"] = row.Product,
            ["quantity"] = row.Quantity,
            ["disclosed_quantity"] = row.DisclosedQuantity,
            ["price"] = (double)row.Price,
            ["trigger_price"] = (double)row.TriggerPrice,
            ["average_price"] = (double)row.AveragePrice,
            ["filled_quantity"] = row.FilledQuantity,
            // The broker leaves the rest of a cancelled order in here.
            ["pending_quantity"] = row.Open,
            ["cancelled_quantity"] = row.CancelledQuantity,
            ["market_protection"] = (double)row.Protection,
            ["meta"] = Meta(row),
            ["tag"] = row.Tag,
            ["guid"] = null,
        };
        // Both are absent, not null, where there is nothing to say.
        if (row.Tags.Length > 0)
            fields["tags"] = row.Tags;
        if (row.AuctionNumber is { } auction)
            fields["auction_number"] = auction;
        return fields;
    }

    static object Meta(OrderRow row) => row.Iceberg is { } i
        ? new { iceberg = new { leg = i.Leg, legs = i.Legs, leg_quantity = i.LegQuantity, total_quantity = i.TotalQuantity, remaining_quantity = i.RemainingQuantity } }
        : new { };

    public static object Of(Trade trade) => new
    {
        trade_id = trade.TradeId,
        order_id = trade.OrderId,
        exchange_order_id = trade.ExchangeOrderId,
        exchange = trade.Exchange,
        tradingsymbol = trade.Symbol,
        instrument_token = trade.Token,
        product = trade.Product,
        transaction_type = Side(trade.Buy),
        average_price = (double)trade.Price,
        quantity = trade.Quantity,
        fill_timestamp = Ist.Stamp(trade.Time),
        exchange_timestamp = Ist.Stamp(trade.Time),
        order_timestamp = Ist.Clock(trade.Time),
    };

    static string Side(bool buy) => buy ? "BUY" : "SELL";
}
