using System.Text.Json;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Orders;

/// <summary>Orders and trades as the broker writes them.</summary>
internal static class OrderJson
{
    public static object Of(OrderRow row) => new
    {
        account_id = row.UserId,
        placed_by = row.UserId,
        order_id = row.OrderId,
        exchange_order_id = row.ExchangeOrderId,
        parent_order_id = row.ParentOrderId,
        status = row.Status,
        status_message = row.StatusMessage,
        status_message_raw = row.StatusMessage,
        order_timestamp = Ist.Stamp(row.OrderTime),
        exchange_update_timestamp = Ist.Stamp(row.ExchangeTime),
        exchange_timestamp = Ist.Stamp(row.ExchangeTime),
        variety = "regular",
        modified = false,
        exchange = row.Exchange,
        tradingsymbol = row.Symbol,
        instrument_token = row.Token,
        order_type = row.OrderType,
        transaction_type = Side(row.Buy),
        validity = row.Validity,
        validity_ttl = row.ValidityMinutes,
        product = row.Product,
        quantity = row.Quantity,
        disclosed_quantity = row.DisclosedQuantity,
        price = (double)row.Price,
        trigger_price = (double)row.TriggerPrice,
        average_price = (double)row.AveragePrice,
        filled_quantity = row.FilledQuantity,
        pending_quantity = row.Open,
        cancelled_quantity = row.CancelledQuantity,
        market_protection = 0,
        meta = new { },
        tag = row.Tag,
        tags = row.Tags.Length == 0 ? null : row.Tags,
        guid = (string?)null,
    };

    /// <summary>The text frame that tells a user's sockets: the fields of a postback, with a checksum that means nothing here.</summary>
    public static string Event(OrderRow row) => JsonSerializer.Serialize(new
    {
        type = "order",
        data = new
        {
            user_id = row.UserId,
            unfilled_quantity = row.Open,
            app_id = 1,
            checksum = "",
            placed_by = row.UserId,
            order_id = row.OrderId,
            exchange_order_id = row.ExchangeOrderId,
            parent_order_id = row.ParentOrderId,
            status = row.Status,
            status_message = row.StatusMessage,
            status_message_raw = row.StatusMessage,
            order_timestamp = Ist.Stamp(row.OrderTime),
            exchange_update_timestamp = Ist.Stamp(row.ExchangeTime),
            exchange_timestamp = Ist.Stamp(row.ExchangeTime),
            variety = "regular",
            exchange = row.Exchange,
            tradingsymbol = row.Symbol,
            instrument_token = row.Token,
            order_type = row.OrderType,
            transaction_type = Side(row.Buy),
            validity = row.Validity,
            product = row.Product,
            quantity = row.Quantity,
            disclosed_quantity = row.DisclosedQuantity,
            price = (double)row.Price,
            trigger_price = (double)row.TriggerPrice,
            average_price = (double)row.AveragePrice,
            filled_quantity = row.FilledQuantity,
            pending_quantity = row.Open,
            cancelled_quantity = row.CancelledQuantity,
            market_protection = 0,
            meta = new { },
            tag = row.Tag,
            tags = row.Tags.Length == 0 ? null : row.Tags,
            guid = (string?)null,
        },
    });

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
