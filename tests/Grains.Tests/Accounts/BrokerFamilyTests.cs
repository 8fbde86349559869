using Grains.Accounts;
using Grains.Interfaces.Orders;
using Kite.Rest;
using OrderStatus = Kite.Rest.OrderStatus;

namespace Grains.Tests.Accounts;

/// <summary>Rows of the broker's book that share a tag; against the simulator in VarietyTests.</summary>
public class BrokerFamilyTests
{
    [Fact]
    public void An_order_and_the_stop_that_it_left_are_one() => Assert.Equal(["1"], Fold(("1", null), ("2", "1")));

    [Fact]
    public void Two_orders_stay_two() => Assert.Equal(["1", "2"], Fold(("1", null), ("2", "")));

    [Fact]
    public void A_parent_that_is_not_among_them_is_no_parent() => Assert.Equal(["2"], Fold(("2", "1")));

    [Fact]
    public void A_row_that_names_itself_as_its_parent_stays() => Assert.Equal(["1", "2"], Fold(("1", "1"), ("2", "2")));

    [Fact]
    public void Rows_that_name_one_another_stay_as_they_are() => Assert.Equal(["1", "2"], Fold(("1", "2"), ("2", "1")));

    [Fact]
    public void An_iceberg_whose_legs_are_not_told_stays_as_it_is() =>
        Assert.Equal(["1"], BrokerFamily.Fold([Row("1", null, "iceberg", "[]")]).Select(r => r.OrderId));

    [Fact]
    public void An_icebergs_legs_that_name_one_another_stay_as_they_are() =>
        Assert.Equal(["1", "2"], BrokerFamily.Fold([Row("1", "2", "iceberg", "{}"), Row("2", "1", "iceberg", "{}")]).Select(r => r.OrderId));

    static IEnumerable<string> Fold(params (string Id, string? Parent)[] rows) => BrokerFamily.Fold([.. rows.Select(r => Row(r.Id, r.Parent))]).Select(r => r.OrderId);

    static (KiteOrder Order, BrokerOrder Row) Row(string id, string? parent, string variety = "co", string? meta = null) =>
        (new() { OrderId = id, ParentOrderId = parent, Variety = variety, Meta = meta ?? "" }, new(id, "tag", OrderStatus.Open, null, 0, 0, null));
}
