using Grains.Accounts;
using Grains.Interfaces.Orders;
using Grains.Tests.Support;
using Kite.Rest;
using OrderStatus = Grains.Interfaces.Orders.OrderStatus;

namespace Grains.Tests.Accounts;

public sealed class OrderBookMatcherTests
{
    [Fact]
    public void Rows_are_found_by_tag_by_tags_and_by_the_brokers_id_each_once()
    {
        var order = Samples.Live() with { BrokerOrderId = "4" };
        var matcher = new OrderBookMatcher([Row("1", order.Tag), Row("2", null, "mktp", order.Tag), Row("3", "FOREIGN"), Row("4", order.Tag, order.Tag)]);
        Assert.Equal(["1", "2", "4"], matcher.Rows(order).Select(r => r.OrderId));
        Assert.Equal("4", Assert.Single(matcher.Rows(order with { Tag = "NONE" })).OrderId);
        Assert.Empty(matcher.Rows(Samples.Live("other")));
    }

    [Fact]
    public void Only_what_an_order_does_not_know_is_news()
    {
        var open = Samples.Live(status: OrderStatus.Open) with { BrokerOrderId = "1" };
        Assert.False(OrderBookMatcher.IsNews(open, [Samples.Row()]));
        Assert.True(OrderBookMatcher.IsNews(open, [Samples.Row(filled: 25)]));
        Assert.True(OrderBookMatcher.IsNews(open, [Samples.Row(status: "COMPLETE")]));
        Assert.True(OrderBookMatcher.IsNews(open, [Samples.Row("2")]));
        Assert.True(OrderBookMatcher.IsNews(open, [Samples.Row("1"), Samples.Row("2")]));
        Assert.True(OrderBookMatcher.IsNews(open, []));
        Assert.False(OrderBookMatcher.IsNews(Samples.Live(), []));
    }

    [Fact]
    public void Fills_that_the_book_leaves_out_come_from_the_trades_and_count_once()
    {
        var order = Samples.Live() with { BrokerOrderId = "1" };
        KiteTrade[] trades = [Trade("t1", 50, 100), Trade("t2", 25, 103), Trade("t1", 50, 100), Trade("t3", 75, 1) with { OrderId = "2" }];
        var row = Assert.Single(new OrderBookMatcher([Row("1", order.Tag) with { FilledQuantity = 50, AveragePrice = 100 }], trades).Rows(order));
        Assert.Equal((75, 101m), (row.FilledQuantity, row.AveragePrice));
        var ahead = Assert.Single(new OrderBookMatcher([Row("1", order.Tag) with { FilledQuantity = 100, AveragePrice = 99 }], trades).Rows(order));
        Assert.Equal((100, 99m), (ahead.FilledQuantity, ahead.AveragePrice));
    }

    static KiteTrade Trade(string id, int quantity, decimal price) => new() { TradeId = id, OrderId = "1", Quantity = quantity, AveragePrice = price };

    static KiteOrder Row(string id, string? tag, params string[] tags) => new() { OrderId = id, Tag = tag, Tags = tags, Status = "OPEN" };
}
