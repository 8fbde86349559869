using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Grains.Tests.Orders;

public sealed class PlacingTests(BrokerFixture broker) : IClassFixture<BrokerFixture>, IAsyncLifetime
{
    readonly TempFolder folder = new();
    OrderWorld world = null!;

    public async Task InitializeAsync()
    {
        await broker.ClearFaults();
        world = await OrderWorld.Start(broker, folder.File("ticker.db"));
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task An_order_is_placed_and_its_fill_is_read_from_the_book()
    {
        var reply = await world.Order("fill").Place(world.Request(fills: true));
        Assert.Equal((OrderReplyKind.Accepted, OrderStatus.Open, false), (reply.Kind, reply.Order!.Status, reply.Order.Existing));
        Assert.NotEmpty(reply.Order.OrderId!);
        var filled = await world.Until("fill", OrderStatus.Complete);
        Assert.Equal(filled.Request.Quantity, filled.FilledQuantity);
        Assert.True(filled.AveragePrice > 0);
        Assert.Equal(("desk", "fill", "sim", "simulated"), (filled.Owner, filled.ClientOrderId, filled.Account, filled.Mode));
        Assert.Equal([OrderStatus.IntentRecorded, OrderStatus.Submitting, OrderStatus.Open], filled.History.Take(3).Select(e => e.Status));
        Assert.Equal(1, await broker.Placed(filled.Tag));
    }

    [Fact]
    public async Task A_market_order_goes_out_with_protection()
    {
        var reply = await world.Order("market").Place(world.Request() with { OrderType = "MARKET", Price = null });
        Assert.True(reply.Kind == OrderReplyKind.Accepted, reply.Problem?.Message);
        Assert.Equal(-1, reply.Order!.Request.MarketProtection);
        await world.Until("market", v => v.FilledQuantity > 0);
    }

    [Fact]
    public async Task Fifty_at_once_with_one_key_are_one_order()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            world.Order("fifty").Place(world.Request() with { RequestedBy = $"client {i}" })));
        Assert.Single(replies, r => r.Kind == OrderReplyKind.Accepted);
        Assert.Equal(49, replies.Count(r => r.Kind == OrderReplyKind.Replay && r.Order!.Existing));
        Assert.Single(replies.Select(r => r.Order!.OrderId).Distinct());
        Assert.Equal(1, await broker.Placed(OrderIdentity.Tag("desk", "fifty")));
    }

    [Fact]
    public async Task Another_order_under_a_used_key_is_a_conflict()
    {
        await world.Order("once").Place(world.Request());
        var reply = await world.Order("once").Place(world.Request() with { Quantity = 2 * broker.Option.LotSize });
        Assert.Equal((OrderReplyKind.Conflict, "idempotency_conflict"), (reply.Kind, reply.Problem!.Code));
        Assert.Equal(1, await broker.Placed(OrderIdentity.Tag("desk", "once")));
    }

    [Fact]
    public async Task Owners_have_keys_of_their_own()
    {
        await world.Order("shared", "one").Place(world.Request());
        var other = await world.Order("shared", "two").Place(world.Request());
        Assert.Equal(OrderReplyKind.Accepted, other.Kind);
    }

    public static TheoryData<string, string> BrokenRules() => new()
    {
        { "unknown_instrument", "tradingsymbol" }, { "unknown_account", "account" }, { "lot_size", "quantity" }, { "freeze_quantity", "quantity" },
        { "tick_size", "price" }, { "circuit_limit", "price" }, { "invalid_price", "price" }, { "invalid_product", "product" },
        { "invalid_order_type", "order_type" }, { "invalid_transaction_type", "transaction_type" }, { "invalid_validity", "validity" },
        { "invalid_quantity", "quantity" }, { "invalid_market_protection", "market_protection" }, { "invalid_resend_if_absent", "resend_if_absent" },
        { "not_tradable", "tradingsymbol" }, { "invalid_idempotency_key", "idempotency_key" }, { "owner", "owner" },
    };

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public async Task A_broken_rule_is_named_and_nothing_is_stored_or_sent(string code, string field)
    {
        var before = await broker.PlacedInAll();
        var good = world.Request();
        var (key, owner) = code switch { "invalid_idempotency_key" => ("a b", "desk"), "owner" => ("k", ""), _ => (code, "desk") };
        var request = code switch
        {
            "unknown_instrument" => good with { Tradingsymbol = good.Tradingsymbol + "X" },
            "unknown_account" => good with { Account = "nobody" },
            "lot_size" => good with { Quantity = good.Quantity + 1 },
            "freeze_quantity" => good with { Quantity = good.Quantity * 1000 },
            "tick_size" => good with { Price = good.Price + 0.01m },
            "circuit_limit" => good with { Price = broker.Limits.Upper + 5 },
            "invalid_price" => good with { Price = null },
            "invalid_product" => good with { Product = "CNC" },
            "invalid_order_type" => good with { OrderType = "STOP" },
            "invalid_transaction_type" => good with { TransactionType = "SHORT" },
            "invalid_validity" => good with { Validity = "GTC" },
            "invalid_quantity" => good with { Quantity = 0 },
            "invalid_market_protection" => good with { OrderType = "MARKET", Price = null, MarketProtection = 0 },
            "invalid_resend_if_absent" => good with { OrderType = "MARKET", Price = null, ResendIfAbsent = true },
            "not_tradable" => good with { Exchange = "NSE", Tradingsymbol = "NIFTY 50" },
            _ => good,
        };
        var reply = await world.Order(key, owner).Place(request);
        var kind = code == "unknown_instrument" ? OrderReplyKind.NotFound : OrderReplyKind.Invalid;
        Assert.Equal((kind, code, field), (reply.Kind, reply.Problem?.Code, reply.Problem?.Field));
        Assert.Null(reply.Order);
        if (code == "unknown_instrument")
            Assert.Contains($"{good.Exchange}:{good.Tradingsymbol}", reply.Problem!.Nearest);
        Assert.Null(await world.Order(key, owner).Get());
        Assert.Equal(before, await broker.PlacedInAll());
    }

    [Fact]
    public async Task After_a_broken_rule_the_key_is_still_free()
    {
        await world.Order("again").Place(world.Request() with { Quantity = 1 });
        Assert.Equal(OrderReplyKind.Accepted, (await world.Order("again").Place(world.Request())).Kind);
    }

    [Fact]
    public async Task What_the_broker_refuses_is_stored_and_repeated()
    {
        await broker.FailPlacement("kind=refuse&status=400");
        var reply = await world.Order("refused").Place(world.Request());
        Assert.Equal((OrderReplyKind.Invalid, "broker_rejected", OrderStatus.Rejected), (reply.Kind, reply.Problem!.Code, reply.Order!.Status));
        Assert.Equal(OrderReplyKind.Replay, (await world.Order("refused").Place(world.Request())).Kind);
        Assert.Equal(0, await broker.Placed(reply.Order.Tag));
    }

    [Fact]
    public async Task The_index_lists_orders_and_finds_their_keys()
    {
        var reply = await world.Order("listed").Place(world.Request());
        var index = world.Client.GetGrain<IOrderIndexGrain>("orders");
        var page = await index.List(new OrderQuery("desk", null, "sim", 10, null));
        Assert.Equal(reply.Order!.Id, Assert.Single(page.Orders).Id);
        Assert.Equal("order:desk:listed", await index.FindKey(reply.Order.Id));
        Assert.Null(await index.FindKey("o0"));
        Assert.Equal(OrderStatus.IntentRecorded, (await index.Changes(0, 1))[0].Order.Status);
    }

    [Fact]
    public async Task The_fence_holds_when_another_activation_writes_first()
    {
        var store = world.Services.GetRequiredService<IOrderStore>();
        await world.Order("fenced").Place(world.Request());
        var row = (await store.Find("desk", "fenced"))!;
        await store.Update(row with { Status = OrderStatus.Cancelled, Version = row.Version + 1 });
        var reply = await world.Order("fenced").Cancel();
        Assert.Equal((OrderReplyKind.Replay, OrderStatus.Cancelled), (reply.Kind, reply.Order!.Status));
    }
}
